package dev.vitrine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.cache.Who;
import dev.vitrine.codec.ListWriter;
import dev.vitrine.glance.Records;
import dev.vitrine.glance.ScriptedPages;
import dev.vitrine.keystone.PassThroughTokenValidator;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Page;
import dev.vitrine.model.Listing;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.ResponseTemplate.Links;
import dev.vitrine.model.View;
import dev.vitrine.model.View.Format;
import dev.vitrine.testing.ManualClocks;
import dev.vitrine.testing.ManualEventLoops;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A list that is loaded again is the same whether or not the entries of the records that Glance repeats are copied. */
class KnownRecordsTest {
    private static final Links LINKS = new Links("http://a/v2/p", "http://a/p", "http://g/p", 0);
    private static final Links OTHER_LINKS = new Links("https://other:8774/v2.1/q", "https://other/q", "http://g/q", 1);
    private static final int SEEDS = Integer.getInteger("known.seeds", 6);
    private static final View JSON = new View(Format.JSON, true, true);

    private final ScriptedPages glance = new ScriptedPages();
    private final ByteBudget budget = new ByteBudget(64 << 20);
    private final GlanceLoader loader = new GlanceLoader(
            new ManualEventLoops(new ManualClocks()),
            glance,
            PassThroughTokenValidator.withoutAuthentication(),
            budget);
    private final Who who = Who.of("p", "member");

    private static Wanted wanted(View view, boolean detail) {
        return new Wanted(new ListQuery(List.of(), 5_000, null), view, detail);
    }

    private Outcome<Listing> load(View view, boolean detail, @Nullable Listing former) {
        Outcome<Listing> outcome = loader.load(wanted(view, detail), who.caller(), former, () -> {})
                .result();
        assertThat(budget.used()).isZero();
        return outcome;
    }

    private Listing found(@Nullable Listing former) {
        return ((Outcome.Found<Listing>) load(JSON, true, former)).value();
    }

    private static String text(Listing listing) {
        return new String(listing.document().fill(LINKS), UTF_8);
    }

    /** Returns all that may be seen of a list. */
    private static List<Object> seen(Outcome<Listing> outcome) {
        if (outcome instanceof Outcome.Found<Listing> found) {
            Listing list = found.value();
            return List.of(
                    text(list),
                    new String(list.document().fill(OTHER_LINKS), UTF_8),
                    list.document().digest(),
                    list.page(),
                    list.isForTokenAlone());
        }
        return List.of(((Outcome.Failed<Listing>) outcome).failure());
    }

    private static String id(int number) {
        return "%08x-0000-4000-8000-000000000000".formatted(number);
    }

    private static String record(int number, String members) {
        return "{\"os_distro\": \"ubuntu\", \"id\": \"" + id(number) + "\", \"status\": \"active\", " + members
                + ", \"owner\": \"p\", \"tags\": [\"a\", \"b\"]}";
    }

    private static List<String> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> record(number, "\"name\": \"image-" + number + "\""))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private void glanceHas(List<String> records) {
        glanceHas(records, ", ");
    }

    private void glanceHas(List<String> records, String comma) {
        glance.pages =
                List.of(("{\"images\": [" + String.join(comma, records) + "], \"schema\": \"s\"}").getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 1_000, Integer.MAX_VALUE})
    void aListThatIsTheSameIsCopied(int part) {
        glance.parts = from -> part;
        glanceHas(records(100));
        Listing former = found(null);
        assertThat(glance.read).isEqualTo(100);

        Listing again = found(former);

        assertThat(glance.known).isGreaterThanOrEqualTo(99);
        assertThat(text(again)).isEqualTo(text(former));
        assertThat(again.document() == former.document()).isEqualTo(glance.known == 100);
        assertThat(again.document().digest()).isEqualTo(former.document().digest());
        assertThat(text(found(again))).isEqualTo(text(former));
        assertThat(glance.known).isGreaterThanOrEqualTo(99);
    }

    /** Up to the first change nothing is copied yet. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 99, 100})
    void aListIsTheNewOneWhereverItsFirstChangeIs(int place) {
        glanceHas(records(100));
        Listing former = found(null);
        List<String> changed = records(100);
        changed.add(place, record(1_000, "\"name\": \"new\""));
        List<String> shorter = records(100).subList(0, place);

        for (List<String> records : List.of(changed, shorter)) {
            glanceHas(records);

            assertThat(seen(load(JSON, true, former))).isEqualTo(seen(load(JSON, true, null)));
        }
    }

    @Test
    void onlyWhatHasChangedIsRead() {
        List<String> records = records(100);
        glanceHas(records);
        Listing former = found(null);
        for (int i = 0; i < 100; i += 5) {
            records.set(i, record(i, "\"name\": \"changed\""));
        }
        records.remove(33);
        records.add(66, record(1_000, "\"name\": \"new\""));
        Collections.swap(records, 7, 91);
        glanceHas(records);

        Listing changed = found(former);

        assertThat(glance.read).isEqualTo(21);
        assertThat(glance.known).isEqualTo(79);
        assertThat(text(changed)).isEqualTo(text(found(null)));
    }

    @Test
    void aRecordWithoutSpaceBeforeItIsKnownAsWell() {
        glanceHas(records(100), ",");
        Listing former = found(null);

        found(former);

        assertThat(glance.known).isGreaterThanOrEqualTo(99);
    }

    @Test
    void whatIsKnownOfOneLoadIsKnownOfTheNextOneAlone() {
        glanceHas(records(10));
        Listing former = found(null);
        glanceHas(records(20).subList(10, 20));
        Listing between = found(former);
        glanceHas(records(10));

        found(between);

        assertThat(glance.known).isZero();
    }

    @Test
    void anImageThatBecamePrivateToAnotherProjectMakesAListForTheTokenAlone() {
        List<String> records = records(3);
        records.add(record(3, "\"visibility\": \"private\"").replace("\"owner\": \"p\"", "\"owner\": \"q\""));
        glanceHas(records);
        Listing former = found(null);
        assertThat(former.isForTokenAlone()).isTrue();

        assertThat(found(former).isForTokenAlone()).isTrue();
        glanceHas(records(3));
        assertThat(found(former).isForTokenAlone()).isFalse();
    }

    @Test
    void nothingIsKnownOrKeptWhileHalfOfTheBudgetIsInUse() {
        glanceHas(records(100));
        Listing former = found(null);
        ByteBudget.Reservation others = budget.reserve("q");
        assertThat(others.tryAdd(32 << 20)).isTrue();

        Listing full = ((Outcome.Found<Listing>) loader.load(wanted(JSON, true), who.caller(), former, () -> {})
                        .result())
                .value();
        others.release();

        assertThat(glance.known).isZero();
        assertThat(full.records().weight()).isZero();
        assertThat(text(full)).isEqualTo(text(former));
    }

    /** The cache may evict it at any time. */
    @Test
    void theFormerListIsCountedWhileTheNextOneIsLoaded() {
        glanceHas(records(100));
        Listing former = found(null);
        glance.hangs = true;

        Future<?> load = loader.load(wanted(JSON, true), who.caller(), former, () -> {});

        assertThat(load.isComplete()).isFalse();
        assertThat(budget.used()).isEqualTo(former.weight());
    }

    static Stream<View> views() {
        return View.ALL.stream();
    }

    /** Against a load that knows nothing, and, where the page is whole, against each record parsed and rendered by itself. */
    @ParameterizedTest
    @MethodSource("views")
    void randomListsAreTheSameWithAndWithoutWhatIsKnown(View view) {
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomGlance cloud = new RandomGlance(new Random(97L * view.index() + seed));
            boolean detail = seed % 3 != 2;
            Listing former = null;
            for (int round = 0; round < 6; round++) {
                List<String> records = cloud.next();
                glance.pages = cloud.pages(records, round == 4);
                glance.parts = cloud.parts();

                Outcome<Listing> known = load(view, detail, former);

                assertThat(seen(known)).as("seed %d, round %d", seed, round).isEqualTo(seen(load(view, detail, null)));
                if (known instanceof Outcome.Found<Listing> found && round != 4) {
                    assertThat(text(found.value())).isEqualTo(rendered(records, view, detail));
                    former = found.value();
                }
            }
        }
    }

    private static String rendered(List<String> records, View view, boolean detail) {
        ListWriter writer = new ListWriter(view, detail);
        Set<String> shown = new LinkedHashSet<>();
        for (String record : records) {
            if (!record.contains("\"size\": \"odd\"") && shown.add(RandomGlance.idOf(record))) {
                writer.add(Records.image(record.getBytes(UTF_8)));
            }
        }
        return text(writer.finish(new Page(shown.size(), null)));
    }

    /** Records of all kinds, which change from one list to the next. */
    private static final class RandomGlance {
        private static final List<String> PLAIN = List.of("\"x86_64\"", "\"\"", "null", "true", "false", "\"a b~c\"");
        private static final List<String> ODD = List.of(
                "\"Größe ☃\"",
                "\"\\ud83d\\ude00\"",
                "\"a\\\"b\\\\\"",
                "-1.50e3",
                "7",
                "[1, {\"b\": \"}\", \"a\": [null]}]",
                "{}",
                "\"<&>\\n\"",
                "\"" + "x".repeat(9_000) + "\"",
                "\"" + "y".repeat(40_000) + "\"");

        private final Random random;
        private final List<String> records = new ArrayList<>();
        private int made;

        RandomGlance(Random random) {
            this.random = random;
        }

        static String idOf(String record) {
            int at = record.indexOf("\"id\": \"") + 7;
            return record.substring(at, record.indexOf('"', at));
        }

        /** Returns the records of the next list. */
        List<String> next() {
            int changes = records.isEmpty() ? 30 : random.nextInt(12);
            for (int i = 0; i < changes; i++) {
                change();
            }
            List<String> shown = new ArrayList<>(records);
            if (random.nextInt(4) == 0) {
                shown.add(random.nextInt(shown.size() + 1), record(9_999).replace("\"size\": 5", "\"size\": \"odd\""));
            }
            return shown;
        }

        private void change() {
            int at = records.isEmpty() ? 0 : random.nextInt(records.size());
            switch (records.size() < 20 ? 0 : random.nextInt(5)) {
                case 0 -> records.add(at, record(made++));
                case 1 -> records.remove(at);
                case 2 -> Collections.swap(records, at, random.nextInt(records.size()));
                case 3 -> records.add(random.nextInt(records.size()), records.get(at));
                default ->
                    records.set(
                            at, record(Integer.parseInt(idOf(records.get(at)).substring(0, 8), 16)));
            }
        }

        private String record(int number) {
            List<String> members = new ArrayList<>(List.of(
                    "\"id\": \"" + id(number) + "\"",
                    "\"status\": \"" + (random.nextBoolean() ? "active" : "queued") + "\"",
                    "\"size\": 5",
                    "\"min_ram\": " + random.nextInt(2_000),
                    "\"name\": " + value(),
                    "\"tags\": [" + (random.nextBoolean() ? "" : "\"a\", \"b\"") + "]",
                    "\"created_at\": \"2026-01-02T03:04:" + (10 + random.nextInt(50)) + "Z\"",
                    "\"visibility\": \"" + (random.nextBoolean() ? "public" : "private") + "\"",
                    "\"owner\": \"" + (random.nextInt(30) == 0 ? "q" : "p") + "\""));
            if (members.get(4).matches("(?s).*: [\\[{].*")) {
                members.remove(4);
            }
            for (int i = random.nextInt(6); i > 0; i--) {
                members.add(random.nextInt(members.size()), "\"p" + i + "\": " + value());
            }
            return "{" + String.join(random.nextInt(5) == 0 ? "," : ", ", members) + "}";
        }

        private String value() {
            List<String> values = random.nextInt(12) == 0 ? ODD : PLAIN;
            return values.get(random.nextInt(values.size()));
        }

        List<byte[]> pages(List<String> records, boolean isBroken) {
            List<byte[]> pages = new ArrayList<>();
            for (int from = 0; from < records.size(); ) {
                int to = Math.min(records.size(), from + 5 + random.nextInt(60));
                String comma = random.nextInt(5) == 0 ? "," : random.nextInt(9) == 0 ? " ,\n" : ", ";
                String next = to < records.size() ? "\"next\": \"/v2/images?marker=x\", " : "";
                pages.add(("{\"images\": [" + String.join(comma, records.subList(from, to)) + "], " + next
                                + "\"schema\": \"s\"}")
                        .getBytes(UTF_8));
                from = to;
            }
            return isBroken ? broken(pages) : pages;
        }

        private List<byte[]> broken(List<byte[]> pages) {
            byte[] last = pages.get(pages.size() - 1);
            last[random.nextInt(last.length)] = (byte) random.nextInt(256);
            return pages;
        }

        java.util.function.IntUnaryOperator parts() {
            return switch (random.nextInt(9)) {
                case 0 -> from -> 1;
                case 1, 2, 3 -> from -> 1 + random.nextInt(300);
                case 4, 5, 6 -> from -> 1 + random.nextInt(20_000);
                default -> from -> Integer.MAX_VALUE;
            };
        }
    }
}
