package dev.vitrine.keystone;

import dev.vitrine.client.ServiceClient;
import dev.vitrine.client.ServiceRequest;
import dev.vitrine.client.ServiceResponse.Answered;
import dev.vitrine.client.ServiceResponse.Failed;
import dev.vitrine.config.CatalogConfig;
import dev.vitrine.config.Credentials;
import dev.vitrine.config.KeystoneConfig;
import dev.vitrine.keystone.ServiceCatalog.Entry;
import dev.vitrine.model.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tries a login at one Keystone, and finds an endpoint in its catalogue: for an operator who sets the gateway up. */
public final class KeystoneCheck {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_SHOWN = 20;

    private final ServiceClient client;
    private final Endpoint keystone;
    private final KeystoneConfig config;
    private final @Nullable CatalogConfig wanted;

    /**
     * Asks nothing yet.
     *
     * @param client of this Keystone alone
     * @param wanted which endpoint to find; null for none
     */
    public KeystoneCheck(
            ServiceClient client, Endpoint keystone, KeystoneConfig config, @Nullable CatalogConfig wanted) {
        this.client = client;
        this.keystone = keystone;
        this.config = config;
        this.wanted = wanted;
    }

    /**
     * What was found; no sentence holds a secret.
     *
     * @param found what is right
     * @param problems what is wrong, each with what to do
     * @param endpoint the one that was wanted; null if none was, or if there is none
     */
    public record Result(
            List<String> found,
            List<String> problems,
            @Nullable Endpoint endpoint) {
        /** Copies the lists. */
        public Result {
            found = List.copyOf(found);
            problems = List.copyOf(problems);
        }

        private static Result good(String sentence) {
            return new Result(List.of(sentence), List.of(), null);
        }

        private static Result bad(String sentence) {
            return new Result(List.of(), List.of(sentence), null);
        }
    }

    /** Logs in, or where the gateway has no user of its own, asks for Keystone's version. The future never fails. */
    public Future<Result> run() {
        boolean hasUser = !(config.credentials() instanceof Credentials.None);
        return client.send(hasUser ? login() : version()).map(response -> {
            if (!(response instanceof Answered answer)) {
                return Result.bad(shown() + ": " + ServiceCatalog.shown(((Failed) response).detail())
                        + ": check keystone-authtoken.auth-url, and that Keystone can be reached from here");
            }
            return hasUser ? afterLogin(answer) : afterVersion(answer);
        });
    }

    private ServiceRequest login() {
        return ServiceToken.request(config.credentials(), config.backend().timeout(), wanted != null);
    }

    private ServiceRequest version() {
        return new ServiceRequest(
                HttpMethod.GET,
                "/v3",
                Map.of("Accept", "application/json"),
                null,
                MAX_BYTES,
                config.backend().timeout());
    }

    private String shown() {
        return "Keystone at " + keystone;
    }

    private Result afterVersion(Answered answer) {
        return answer.status() == 200 && answer.isJson()
                ? Result.good(shown() + ": responds; no service user, since auth-type is none")
                : Result.bad(shown() + ": status " + answer.status() + " for /v3: check keystone-authtoken.auth-url");
    }

    private Result afterLogin(Answered answer) {
        if (ServiceToken.token(answer) == null) {
            return Result.bad(shown() + ": status " + answer.status() + " for the login: " + advice(answer.status()));
        }
        String found = shown() + ": logged in";
        return wanted == null
                ? Result.good(found)
                : catalog(found, ServiceCatalog.of(answer.body().getBytes()), wanted);
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 -> "check the user, the password, the project and their domains in keystone-authtoken";
            case 403 -> "the user is disabled or locked, or its password has expired";
            case 400, 404 -> "check keystone-authtoken.auth-url: this is no Keystone, or not its URL";
            default ->
                status < 400
                        ? "check keystone-authtoken.auth-url: what responds is no Keystone"
                        : "Keystone fails: see its log";
        };
    }

    private static Result catalog(String login, @Nullable ServiceCatalog catalog, CatalogConfig wanted) {
        List<String> found = new ArrayList<>(List.of(login));
        Entry chosen = catalog == null ? null : catalog.find(wanted);
        Endpoint endpoint = chosen == null ? null : chosen.endpoint();
        Entry forClients = catalog == null || chosen == null ? null : catalog.publicOf(chosen);
        List<Entry> entries = catalog == null ? List.of() : catalog.entries();
        entries.stream()
                .filter(entry -> entry.type().equals(wanted.serviceType()))
                .limit(MAX_SHOWN)
                .forEach(entry ->
                        found.add("catalogue: " + line(entry, entry.equals(chosen), entry.equals(forClients))));
        List<String> problems = new ArrayList<>();
        String what = ServiceCatalog.shown(wanted.toString());
        if (chosen == null) {
            problems.add("catalogue: no endpoint for " + what + "; there is "
                    + (catalog == null ? "no catalogue" : catalog.found(wanted))
                    + ": check glance.region-name and glance.valid-interfaces, add the endpoint, or set"
                    + " glance.api-servers");
        } else if (endpoint == null) {
            problems.add("catalogue: a URL that cannot be called: " + ServiceCatalog.shown(chosen.url())
                    + ": mend it at Keystone, or set glance.api-servers");
        } else if (forClients == null) {
            found.add(
                    "catalogue: no public endpoint, so that alternate links hold no host: set links.glance-link-prefix");
        }
        return new Result(found, problems, endpoint);
    }

    private static String line(Entry entry, boolean isChosen, boolean isForClients) {
        return ServiceCatalog.shown(entry.type()) + " " + entry + ": " + ServiceCatalog.shown(entry.url())
                + (isChosen ? " (is called)" : "")
                + (isForClients ? " (alternate links)" : "");
    }
}
