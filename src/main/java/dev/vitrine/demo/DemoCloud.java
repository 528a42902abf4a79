package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.demo.DemoUser.Credential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state of the demo Keystone and Glance: tokens, logins and images.
 *
 * <p>Every method may be called from any thread and does not block. Its changes are visible to every request that begins
 * after it has returned. Unlike in the real Glance, which caches tokens for minutes, a revoked token is rejected at once,
 * so that tests need not wait.
 */
public final class DemoCloud {
    /** The service user of a gateway; it has the role {@code service}. */
    public static final String SERVICE_USER = "vitrine";

    /** The password of {@link #SERVICE_USER}. It need not be secret, since the demo listens on loopback only. */
    public static final String SERVICE_PASSWORD = "secret";

    /** The lifetime of a token from a login: Keystone's default. */
    public static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private static final Duration ALLOW_EXPIRED_WINDOW = Duration.ofDays(2);

    private final Clock clock;
    private final Map<String, DemoToken> tokens = new ConcurrentHashMap<>();
    private final Map<LoginKey, DemoUser> logins = new ConcurrentHashMap<>();
    private final Map<String, DemoImage> images = new ConcurrentHashMap<>();
    private final NavigableMap<SortKey, DemoImage> newestFirst = new ConcurrentSkipListMap<>();

    private DemoCloud(Clock clock) {
        this.clock = clock;
        DemoUser service = DemoUser.of(SERVICE_USER, "service", "service");
        allowPassword(SERVICE_PASSWORD, service);
    }

    /** Returns a cloud without images and tokens, where only the service user can log in. */
    public static DemoCloud empty(Clock clock) {
        return new DemoCloud(clock);
    }

    /**
     * Returns a cloud with the images of the demo and the tokens {@code demo} and {@code other}, members of the projects
     * {@code openstack} and {@code other}, and {@code admin}. Reads a file, so it must not be called on an event loop.
     */
    public static DemoCloud seeded(Clock clock) {
        DemoCloud cloud = new DemoCloud(clock);
        cloud.grant("demo", DemoUser.of("demo", "openstack", "member", "reader"));
        cloud.grant("other", DemoUser.of("other", "other", "member", "reader"));
        DemoUser admin = DemoUser.of("admin", "admin", "admin", "member", "reader");
        cloud.grant("admin", admin.ofAdminProject());
        DemoImages.addTo(cloud);
        return cloud;
    }

    /** Makes {@code token} a valid token of {@code user}, also if it was one of another user. */
    public void grant(String token, DemoUser user) {
        tokens.put(token, new DemoToken(token, user, now(), user.expiresAt()));
    }

    /** Revokes {@code token}, if it is valid. */
    public void revoke(String token) {
        tokens.remove(token);
    }

    /** Lets {@code user} log in by name or id. The token expires after {@link #TOKEN_LIFETIME} or with the user. */
    public void allowPassword(String password, DemoUser user) {
        logins.put(new LoginKey("password", user.name(), password), user);
        logins.put(new LoginKey("password", user.id(), password), user);
    }

    /** Lets {@code user} log in with an application credential, whose id is its name too. */
    public void allowCredential(Credential credential, String secret, DemoUser user) {
        logins.put(new LoginKey("application_credential", credential.id(), secret), user.with(credential));
    }

    /** Adds an image, or replaces the one with its id, whose members stay. */
    public void put(ObjectNode record) {
        DemoImage added = DemoImage.of(record);
        images.compute(added.id(), (id, old) -> replaced(old, old == null ? added : old.with(record)));
    }

    /** Removes an image completely. After a DELETE over HTTP its id stays in use, as in Glance. */
    public void remove(String id) {
        images.computeIfPresent(id, (same, old) -> replaced(old, null));
    }

    /** Returns the image, also if it was deleted over HTTP; null if there is none. */
    public @Nullable DemoImage image(String id) {
        return images.get(id);
    }

    /** Adds a member to an image or changes its status; does nothing if there is no such image. */
    public void share(String id, String project, String status) {
        update(id, image -> image.with(new DemoImage.Member(project, status, now(), now())));
    }

    /** Removes a member from an image. */
    public void unshare(String id, String project) {
        update(id, image -> image.without(project));
    }

    Instant now() {
        return clock.instant();
    }

    /** Returns the token; null if it is unknown, revoked or expired. */
    @Nullable
    DemoToken token(@Nullable String value) {
        DemoToken token = value == null ? null : tokens.get(value);
        return token != null && now().isBefore(token.expiresAt()) ? token : null;
    }

    /** Returns the token, also for two days after its expiry, as Keystone does by default; null if there is none. */
    @Nullable
    DemoToken tokenOrExpired(@Nullable String value) {
        DemoToken token = value == null ? null : tokens.get(value);
        return token != null && now().isBefore(token.expiresAt().plus(ALLOW_EXPIRED_WINDOW)) ? token : null;
    }

    /** Returns a new token; null if the name or the secret is wrong. */
    @Nullable
    DemoToken login(String method, String name, String secret) {
        DemoUser user = logins.get(new LoginKey(method, name, secret));
        if (user == null) {
            return null;
        }
        Instant end = now().plus(TOKEN_LIFETIME);
        String value = "gAAAAA" + UUID.randomUUID().toString().replace("-", "");
        DemoToken token = new DemoToken(value, user, now(), end.isBefore(user.expiresAt()) ? end : user.expiresAt());
        tokens.put(value, token);
        return token;
    }

    /** Changes an image atomically and returns it; null if there is none. An exception leaves it unchanged. */
    @Nullable
    DemoImage update(String id, UnaryOperator<DemoImage> change) {
        return images.computeIfPresent(id, (same, old) -> replaced(old, change.apply(old)));
    }

    /** Adds an image and returns true, unless its id is or was in use. */
    boolean add(DemoImage image) {
        return image == images.computeIfAbsent(image.id(), id -> indexed(image));
    }

    /** Returns a live view of the images in the order of Glance's lists: by time of creation, then by id, descending. */
    Collection<DemoImage> newestFirst() {
        return newestFirst.values();
    }

    /** Returns the images that follow {@code marker} in {@link #newestFirst()}. */
    Collection<DemoImage> after(DemoImage marker) {
        return newestFirst.tailMap(SortKey.of(marker), false).values();
    }

    private DemoImage indexed(DemoImage image) {
        newestFirst.put(SortKey.of(image), image);
        return image;
    }

    /** Called under the lock of the id in the map. Adds before it removes, so that no list misses the image. */
    private @Nullable DemoImage replaced(@Nullable DemoImage old, @Nullable DemoImage image) {
        if (image != null) {
            indexed(image);
        }
        if (old != null && (image == null || !SortKey.of(old).equals(SortKey.of(image)))) {
            newestFirst.remove(SortKey.of(old));
        }
        return image;
    }

    private record LoginKey(String method, String name, String secret) {
        @Override
        public String toString() {
            return method + " login of " + name;
        }
    }

    private record SortKey(String createdAt, String id) implements Comparable<SortKey> {
        private static final Comparator<SortKey> NEWEST_FIRST = Comparator.comparing(SortKey::createdAt)
                .thenComparing(SortKey::id)
                .reversed();

        static SortKey of(DemoImage image) {
            return new SortKey(image.createdAt(), image.id());
        }

        @Override
        public int compareTo(SortKey other) {
            return NEWEST_FIRST.compare(this, other);
        }
    }
}
