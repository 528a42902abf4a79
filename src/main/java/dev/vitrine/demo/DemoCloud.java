package dev.vitrine.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * All that the embedded Keystone and Glance know: tokens, logins and images.
 *
 * <p>Every method may be called from any thread and returns at once. What a method has changed is seen by every request
 * that begins after it returned. Unlike the real Glance, which remembers a token for minutes, a revoked token is refused
 * at once, so that tests have nothing to wait for.
 */
public final class DemoCloud {
    /** The user that a gateway logs in as; it has the role {@code service}. */
    public static final String SERVICE_USER = "vitrine";

    /** The password of {@link #SERVICE_USER}: nothing worth hiding, since the demo listens on loopback only. */
    public static final String SERVICE_PASSWORD = "secret";

    /** How long a token lives that was got by logging in: Keystone's default. */
    public static final Duration LOGIN_LIFE = Duration.ofHours(1);

    private final Clock clock;
    private final Map<String, DemoToken> tokens = new ConcurrentHashMap<>();
    private final Map<LoginKey, DemoUser> logins = new ConcurrentHashMap<>();
    private final Map<String, DemoImage> images = new ConcurrentHashMap<>();
    private final NavigableMap<Rank, DemoImage> newestFirst = new ConcurrentSkipListMap<>();

    private DemoCloud(Clock clock) {
        this.clock = clock;
        DemoUser service = DemoUser.of(SERVICE_USER, "service", "service");
        allowPassword(SERVICE_PASSWORD, service);
    }

    /** Returns a cloud with no images and no tokens, where only the service user can log in. */
    public static DemoCloud empty(Clock clock) {
        return new DemoCloud(clock);
    }

    /**
     * Returns a cloud with the images of the demo and three tokens that are plain words: {@code demo} and {@code other},
     * members of the projects {@code openstack} and {@code other}, and {@code admin}. Reads a file: not for an event loop.
     */
    public static DemoCloud seeded(Clock clock) {
        DemoCloud cloud = new DemoCloud(clock);
        cloud.grant("demo", DemoUser.of("demo", "openstack", "member", "reader"));
        cloud.grant("other", DemoUser.of("other", "other", "member", "reader"));
        DemoUser admin = DemoUser.of("admin", "admin", "admin", "member", "reader");
        cloud.grant("admin", admin.ofAdminProject());
        DemoImages.into(cloud);
        return cloud;
    }

    /** Makes {@code token} stand for {@code user} from now on, whoever it stood for. */
    public void grant(String token, DemoUser user) {
        tokens.put(token, new DemoToken(token, user, now(), user.expiresAt()));
    }

    /** Makes {@code token} worthless; nothing happens if it was. */
    public void revoke(String token) {
        tokens.remove(token);
    }

    /** Lets {@code user} log in by name or id; the token then lives {@link #LOGIN_LIFE}, the user's expiry permitting. */
    public void allowPassword(String password, DemoUser user) {
        logins.put(new LoginKey("password", user.name(), password), user);
        logins.put(new LoginKey("password", user.id(), password), user);
    }

    /** Lets {@code user} log in with an application credential; its id is the name it goes by, too. */
    public void allowCredential(DemoCredential credential, String secret, DemoUser user) {
        logins.put(new LoginKey("application_credential", credential.id(), secret), user.with(credential));
    }

    /** Puts an image in place of the one with its id, if there is one, whose members stay. */
    public void put(ObjectNode record) {
        DemoImage fresh = DemoImage.of(record);
        images.compute(fresh.id(), (id, old) -> placed(old, old == null ? fresh : old.with(record)));
    }

    /** Removes all traces of an image. Deleting it over HTTP leaves one, as Glance does: its id cannot be used again. */
    public void remove(String id) {
        images.computeIfPresent(id, (same, old) -> placed(old, null));
    }

    /** Returns the image, also if it is deleted, or null if there never was one. */
    public @Nullable DemoImage image(String id) {
        return images.get(id);
    }

    /** Shares an image with a project, or changes the status of a share; nothing happens if there is no such image. */
    public void share(String id, String project, String status) {
        update(id, image -> image.with(new DemoMember(project, status, now(), now())));
    }

    /** Takes an image away from a project it was shared with. */
    public void unshare(String id, String project) {
        update(id, image -> image.without(project));
    }

    Instant now() {
        return clock.instant();
    }

    /** Returns what is known of a token, or null if it is unknown, revoked or expired. */
    @Nullable
    DemoToken token(@Nullable String value) {
        DemoToken token = value == null ? null : tokens.get(value);
        return token != null && now().isBefore(token.expiresAt()) ? token : null;
    }

    /** Returns a new token, or null if name and secret are not right. */
    @Nullable
    DemoToken login(String method, String name, String secret) {
        DemoUser user = logins.get(new LoginKey(method, name, secret));
        if (user == null) {
            return null;
        }
        Instant end = now().plus(LOGIN_LIFE);
        String value = "gAAAAA" + UUID.randomUUID().toString().replace("-", "");
        DemoToken token = new DemoToken(value, user, now(), end.isBefore(user.expiresAt()) ? end : user.expiresAt());
        tokens.put(value, token);
        return token;
    }

    /** Changes an image in one step and returns it, or null if there is none; an exception leaves all as it was. */
    @Nullable
    DemoImage update(String id, UnaryOperator<DemoImage> change) {
        return images.computeIfPresent(id, (same, old) -> placed(old, change.apply(old)));
    }

    /** Adds an image unless its id is or was in use, and returns whether it did. */
    boolean add(DemoImage image) {
        return image == images.computeIfAbsent(image.id(), id -> placedFirst(image));
    }

    /** Returns the images in the order of Glance's lists: created last first, then by id, backwards. A live view. */
    Collection<DemoImage> newestFirst() {
        return newestFirst.values();
    }

    /** Returns the images that follow {@code marker} in {@link #newestFirst()}. */
    Collection<DemoImage> after(DemoImage marker) {
        return newestFirst.tailMap(Rank.of(marker), false).values();
    }

    private DemoImage placedFirst(DemoImage image) {
        newestFirst.put(Rank.of(image), image);
        return image;
    }

    /** Called while {@code images} holds the id, so that the two maps change alike; a list misses nothing meanwhile. */
    private @Nullable DemoImage placed(@Nullable DemoImage old, @Nullable DemoImage fresh) {
        if (fresh != null) {
            placedFirst(fresh);
        }
        if (old != null && (fresh == null || !Rank.of(old).equals(Rank.of(fresh)))) {
            newestFirst.remove(Rank.of(old));
        }
        return fresh;
    }

    private record LoginKey(String method, String name, String secret) {
        @Override
        public String toString() {
            return method + " login of " + name;
        }
    }

    private record Rank(String createdAt, String id) implements Comparable<Rank> {
        private static final Comparator<Rank> NEWEST_FIRST =
                Comparator.comparing(Rank::createdAt).thenComparing(Rank::id).reversed();

        static Rank of(DemoImage image) {
            return new Rank(image.createdAt(), image.id());
        }

        @Override
        public int compareTo(Rank other) {
            return NEWEST_FIRST.compare(this, other);
        }
    }
}
