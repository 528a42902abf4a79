package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vitrine.model.ListQuery.Filter;
import dev.vitrine.testing.IsoForms;
import dev.vitrine.testing.Samples;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of the compute API in Glance's terms. */
class ListFiltersTest {

    static Stream<JsonNode> filtersBecomeTheOnesThatGlanceIsAskedFor() {
        return Samples.cases("17-filter-mapping.json");
    }

    @ParameterizedTest
    @MethodSource
    void filtersBecomeTheOnesThatGlanceIsAskedFor(JsonNode row) {
        List<String> expected = new ArrayList<>();
        row.path("gateway").forEach(pair -> expected.add(pair.asText().replace("<osapi_max_limit>", "1000")));
        String result = row.path("gateway_result").asText();

        ListRequest asked = ListRequest.of(query(row.path("compute").asText()), 1000, Set.of(), true);

        if (result.startsWith("400")) {
            assertThat(Objects.requireNonNull(asked.fault()).status()).isEqualTo(400);
        } else if (result.startsWith("empty list")) {
            assertThat(asked.fault()).isNull();
            assertThat(asked.query()).isNull();
        } else {
            List<String> sent = pairs(asked);
            if (expected.stream().noneMatch(pair -> pair.startsWith("limit="))) {
                expected.add("limit=1000");
            }
            assertThat(asked.fault()).isNull();
            assertThat(sent).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "active | active",
                "AcTiVe | active",
                "saving | in:queued,saving",
                "Queued | queued",
                "IMPORTING | importing",
                "Uploading | uploading",
                "DEACTIVATED | deactivated",
                "unknown | in:importing,uploading,deactivated"
            })
    void aStatusIsFoundInAnyCase(String word, String glance) {
        assertThat(sent("status=" + word)).containsExactly("status=" + glance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deleted",
                "ERROR",
                "killed",
                "pending_delete",
                "",
                "x",
                "in:active,queued",
                "neq:active",
                "act%C4%B0ve"
            })
    void noImageHasAnyOtherStatus(String word) {
        assertNothingMatches("status=" + word);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "name",
                "status",
                "visibility",
                "owner",
                "protected",
                "os_hidden",
                "tags",
                "locations",
                "min_ram",
                "size",
                "deleted",
                "deleted_at",
                "location",
                "limit",
                "marker",
                "sort",
                "sort_key",
                "sort_dir",
                "tag",
                "member_status",
                "changes-since",
                "properties",
                "metadata",
                "members",
                "_sa_instance_state",
                "_sa_class_manager",
                "__class__",
                "__table__",
                "__mapper__",
                "virtual_size",
                "container_format",
                "disk_format",
                "checksum",
                "os_hash_algo",
                "os_hash_value",
                "stores",
                "direct_url",
                "created_at"
            })
    void noImageHasAPropertyWithAnAttributesName(String name) {
        assertNothingMatches("property-" + name + "=x");
    }

    @Test
    void whatTheSettingsCallNoPropertyIsNone() {
        Set<String> baseProperties = Set.of("os_new", "image_type");

        assertThat(ListFilters.of(query("property-os_new=x"), baseProperties).canMatch())
                .isFalse();
        assertThat(ListFilters.of(query("property-os_other=x&type=snapshot"), baseProperties)
                        .canMatch())
                .isTrue();
        assertThat(ListRequest.of(query("property-os_new=x"), 10, baseProperties, false)
                        .query())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cpu_max",
                "cpu_min",
                "size_max",
                "min_ram_min",
                "_min",
                "is_public",
                "iteritems",
                "save",
                "registry",
                "to_dict",
                "_x",
                "os_hidden_min",
                "deleted_max",
                "created_at_min",
                "tags_max",
                "properties_min",
                "cpu_max_max",
                "x_min_max",
                "-_min",
                "\u00e9_max",
                "_as_dict",
                "__",
                "____"
            })
    void aPropertyThatGlanceTakesForSomethingElseIsComparedHere(String name) {
        for (String value : new String[] {"4", "x", "", "in:a,b", "gte:1"}) {
            ListFilters filters = ListFilters.of(query("property-" + name + "=" + value), Set.of());

            assertThat(filters.filters()).isEmpty();
            assertThat(filters.compared()).containsExactly(new Filter(name, value));
            assertThat(filters.canMatch()).isTrue();
        }
    }

    @Test
    void ofTwoFiltersForOnePropertyGlanceGetsOne() {
        ListFilters type = ListFilters.of(query("type=snapshot&property-image_type=backup"), Set.of());
        ListFilters server = ListFilters.of(query("server=a&property-instance_uuid=b"), Set.of());

        assertThat(type.filters()).hasSize(1).extracting(Filter::name).containsExactly("image_type");
        assertThat(type.compared()).hasSize(1).extracting(Filter::name).containsExactly("image_type");
        assertThat(server.filters()).hasSize(1);
        assertThat(server.compared()).hasSize(1);
    }

    @Test
    void moreThanGlanceBearsIsComparedHere() {
        String many =
                IntStream.range(0, 70).mapToObj(i -> "property-p" + i + "=x").collect(Collectors.joining("&"));
        String longValue = "property-p=" + "x".repeat(7000);

        assertThat(ListFilters.of(query(many), Set.of()).filters()).hasSize(16);
        assertThat(ListFilters.of(query(many), Set.of()).compared()).hasSize(54);
        assertThat(ListFilters.of(query(longValue), Set.of()).filters()).isEmpty();
        assertThat(ListFilters.of(query(longValue), Set.of()).compared()).hasSize(1);
        assertThat(ListFilters.of(query("server=" + "%F0%9F%98%80".repeat(500)), Set.of())
                        .filters())
                .isEmpty();
    }

    @Test
    void aNameThatIsTooLongForGlancesRequestLineIsNoImages() {
        assertNothingMatches("name=" + "+".repeat(1366));
        assertNothingMatches("name=" + "x".repeat(4097));
        assertThat(sent("name=" + "%F0%9F%98%80".repeat(255))).hasSize(1);
    }

    @Test
    void nameAndPropertiesFitIntoOneRequestLine() {
        ListFilters filters = ListFilters.of(query("name=" + "x".repeat(4000) + "&type=" + "y".repeat(4000)), Set.of());

        assertThat(filters.filters()).extracting(Filter::name).containsExactly("name");
        assertThat(filters.compared()).extracting(Filter::name).containsExactly("image_type");
    }

    @ParameterizedTest
    @CsvSource({"0512, 512", "00000000000512, 512", "0, 0", "000, 0", "2147483647, 2147483647"})
    void aNumberIsItsDigitsHoweverManyZerosAreBeforeThem(String value, String glance) {
        assertThat(sent("minRam=" + value)).containsExactly("min_ram=" + glance);
        assertThat(sent("minDisk=" + value)).containsExactly("min_disk=" + glance);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.vitrine.testing.IsoForms#all")
    void aTimeIsTakenInEveryFormThatGlanceTakes(IsoForms.Form form) {
        String encoded = URLEncoder.encode(form.text(), StandardCharsets.UTF_8);
        ListFilters filters = ListFilters.of(query("changes-since=" + encoded), Set.of());

        assertThat(filters.fault() == null).isEqualTo(form.isTaken());
        if (form.instant() != null) {
            assertThat(filters.filters())
                    .containsExactly(
                            new Filter("updated_at", "gte:" + form.instant().truncatedTo(ChronoUnit.SECONDS)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "property-owner_x=1, owner_x=1",
        "property-property-a=1, property-a=1",
        "property-Owner=1, Owner=1",
        "property-a%26b=c%3Dd, a&b=c=d",
        "property-p=, p=",
        "property-image_type=snapshot, image_type=snapshot"
    })
    void aPropertysPrefixIsTakenOffAsAWhole(String query, String glance) {
        assertThat(sent(query)).containsExactly(glance);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CPU_MAX",
                "cpu_Min",
                "max",
                "min",
                "cpu-max",
                "cpu_maxx",
                "cpu_min.x",
                "Limit",
                "Marker",
                "sort_keys",
                "tag_",
                "Deleted",
                "filters",
                "page_size",
                "changes_since",
                "hidden"
            })
    void whatOnlyLooksLikeOneOfGlancesNamesIsAProperty(String name) {
        assertThat(sent("property-" + name + "=4")).containsExactly(name + "=4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in:a,b",
                "eq:a",
                "neq:a",
                "gte:5",
                ":",
                "a:b:c",
                "2011-01-24T17:08:00Z",
                "\"a\",\"b\"",
                "in:\"a",
                " eq:a "
            })
    void aNameAndAPropertyAreWhatTheySayWhateverIsInThem(String value) {
        String encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);

        assertThat(sent("name=" + encoded)).containsExactly("name=eq:" + value);
        assertThat(sent("property-os_distro=" + encoded)).containsExactly("os_distro=" + value);
        assertThat(sent("type=" + encoded)).containsExactly("image_type=" + value);
        assertNothingMatches("status=" + encoded);
        assertNothingMatches("minRam=" + encoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "property-=x",
                "property=x",
                "Name=x",
                "STATUS=ACTIVE",
                "Server=x",
                "minram=1",
                "min_ram=1",
                "tenant_id=x",
                "visibility=private",
                "sort_key=name",
                "tag=x",
                "owner=x",
                "os_hidden=true",
                "Property-x=1"
            })
    void whatIsNoParameterIsIgnored(String query) {
        assertThat(sent(query)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "server=abc, instance_uuid=abc",
        "server=abc/, instance_uuid=abc",
        "server=http://h/servers/abc/, instance_uuid=abc",
        "server=, instance_uuid="
    })
    void aServerGoesByItsIdOrItsUrl(String query, String glance) {
        assertThat(sent(query)).containsExactly(glance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.5", "x", "gte:5", "2147483648", "12345678901", "%D9%A3"})
    void whatIsNoWholeNumberIsNoImagesMinimum(String value) {
        assertNothingMatches("minRam=" + value);
        assertNothingMatches("minDisk=" + value);
    }

    @ParameterizedTest
    @CsvSource({
        "2011-01-24T17:08:00Z, 2011-01-24T17:08:00Z",
        "2011-01-24T17:08Z, 2011-01-24T17:08:00Z",
        "2011-01-24T17:08:00, 2011-01-24T17:08:00Z",
        "2011-01-24T17:08:00.999Z, 2011-01-24T17:08:00Z",
        "2011-01-24T19:08:00%2B02:00, 2011-01-24T17:08:00Z",
        "2011-01-24T12:08:00-05:00, 2011-01-24T17:08:00Z"
    })
    void aTimeIsAskedForInUtc(String time, String utc) {
        assertThat(sent("changes-since=" + time)).containsExactly("updated_at=gte:" + utc);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2011-13-24T17:08:00Z", "gte:2011-01-24T17:08:00Z", "2011-01-24T18:08:00+01:00"})
    void whatIsNoTimeIsToldToTheClient(String time) {
        ListFilters filters = ListFilters.of(query("changes-since=" + time), Set.of());

        assertThat(Objects.requireNonNull(filters.fault()).status()).isEqualTo(400);
    }

    @Test
    void equalQuestionsAreEqualHoweverTheyAreWritten() {
        assertThat(ListFilters.of(query("type=a&name=b&property-c=d"), Set.of()))
                .isEqualTo(ListFilters.of(query("property-c=%64;name=x;name=b;type=a;colour=blue"), Set.of()));
    }

    private static void assertNothingMatches(String query) {
        ListFilters filters = ListFilters.of(query(query), Set.of());

        assertThat(filters.canMatch()).isFalse();
        assertThat(filters.fault()).isNull();
        assertThat(ListRequest.of(query(query), 1000, Set.of(), false).query()).isNull();
    }

    private static List<String> sent(String query) {
        ListFilters filters = ListFilters.of(query(query), Set.of());
        assertThat(filters.canMatch()).isTrue();
        assertThat(filters.fault()).isNull();
        return filters.filters().stream()
                .map(filter -> filter.name() + "=" + filter.value())
                .toList();
    }

    private static List<String> pairs(ListRequest asked) {
        List<String> pairs = new ArrayList<>();
        Objects.requireNonNull(asked.query())
                .filters()
                .forEach(filter -> pairs.add(filter.name() + "=" + filter.value()));
        pairs.add("limit=" + asked.query().limit());
        if (asked.query().marker() != null) {
            pairs.add("marker=" + asked.query().marker());
        }
        return pairs;
    }

    private static QueryString query(String text) {
        return Objects.requireNonNull(QueryString.parse(text));
    }
}
