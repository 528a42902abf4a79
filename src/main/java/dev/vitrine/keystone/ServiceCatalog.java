package dev.vitrine.keystone;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.config.CatalogConfig;
import dev.vitrine.model.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keystone's catalogue of services, from the document of a token. An endpoint is chosen from it as keystoneauth's {@code
 * ServiceCatalog.endpoint_data_for} does: of the type and region, of the first interface that there is, the first one.
 *
 * @param entries the endpoints, in the order of the catalogue
 */
record ServiceCatalog(List<Entry> entries) {
    /** What a message shows at most. */
    private static final int MAX_SHOWN = 12;

    private static final int MAX_TEXT = 64;

    /**
     * One endpoint.
     *
     * @param type the type of its service
     * @param region its region; empty if it has none
     * @param name its interface
     * @param url as it stands in the catalogue
     */
    record Entry(String type, String region, String name, String url) {
        boolean isOf(CatalogConfig wanted) {
            return type.equals(wanted.serviceType())
                    && !url.isEmpty()
                    && (wanted.region() == null || wanted.region().equals(region));
        }

        /** Returns the URL without the version at its end, as Nova takes it off; null if it is none that can be called. */
        @Nullable
        Endpoint endpoint() {
            Endpoint endpoint = Endpoint.parse(url);
            return endpoint == null || endpoint.isResource() ? null : endpoint.withoutVersion();
        }

        @Override
        public String toString() {
            return shown(name) + (region.isEmpty() ? "" : " in " + shown(region));
        }
    }

    /** Copies the entries. */
    ServiceCatalog {
        entries = List.copyOf(entries);
    }

    /** Returns the catalogue in the body of a token's document; null if there is none. */
    static @Nullable ServiceCatalog of(byte[] body) {
        JsonNode catalog;
        try {
            catalog = JsonTree.read(body).path("token").path("catalog");
        } catch (IOException e) {
            return null;
        }
        if (!catalog.isArray()) {
            return null;
        }
        List<Entry> entries = new ArrayList<>();
        catalog.forEach(service -> service.path("endpoints")
                .forEach(endpoint -> entries.add(entry(service.path("type").asText(""), endpoint))));
        return new ServiceCatalog(entries);
    }

    private static Entry entry(String type, JsonNode endpoint) {
        String id = endpoint.path("region_id").asText("");
        return new Entry(
                type,
                id.isEmpty() || endpoint.path("region_id").isNull()
                        ? endpoint.path("region").asText("")
                        : id,
                endpoint.path("interface").asText(""),
                endpoint.path("url").asText(""));
    }

    /** Returns the endpoint that is wanted; null if there is none. */
    @Nullable
    Entry find(CatalogConfig wanted) {
        return wanted.interfaces().stream()
                .map(name -> first(entry -> entry.isOf(wanted) && entry.name.equals(name)))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    /** Returns the endpoint for clients that is of the same service and region as that one; null if there is none. */
    @Nullable
    Entry publicOf(Entry found) {
        return first(entry -> entry.type.equals(found.type)
                && entry.region.equals(found.region)
                && entry.name.equals(CatalogConfig.PUBLIC)
                && !entry.url.isEmpty());
    }

    private @Nullable Entry first(Predicate<Entry> wanted) {
        return entries.stream().filter(wanted).findFirst().orElse(null);
    }

    /** Returns what there is in place of what is wanted, for a message: endpoints of the type, or else the types. */
    String found(CatalogConfig wanted) {
        List<String> ofType = entries.stream()
                .filter(entry -> entry.type.equals(wanted.serviceType()))
                .map(Entry::toString)
                .toList();
        List<String> types =
                entries.stream().map(entry -> "type " + shown(entry.type)).toList();
        List<String> all = ofType.isEmpty() ? types : ofType;
        String text = all.stream().distinct().limit(MAX_SHOWN).collect(Collectors.joining(", "));
        return text.isEmpty() ? "nothing" : text;
    }

    /** Keeps what a line of a log, and a text in JSON, can hold as it is. */
    static String shown(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9 ,._~:/@-]", "?");
        return plain.length() <= MAX_TEXT ? plain : plain.substring(0, MAX_TEXT) + "...";
    }
}
