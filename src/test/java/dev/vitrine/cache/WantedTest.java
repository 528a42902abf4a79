package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.cache.ListCache.Wanted;
import dev.vitrine.cache.ListStore.ListKey;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ListQuery;
import dev.vitrine.model.ListQuery.Filter;
import dev.vitrine.model.View;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WantedTest {
    private static final View VIEW = View.ALL.get(0);
    private static final Filter A = new Filter("name", "a");
    private static final Filter B = new Filter("name", "b");

    private static Wanted wanted(List<Filter> filters, List<Filter> compared) {
        return new Wanted(new ListQuery(filters, compared, 10, null), VIEW, true);
    }

    /** Returns what the list is kept under for one access class. */
    private static ListKey key(Wanted wanted) {
        return ListKey.ofClass(wanted, Who.of("a", "member").identity());
    }

    /** Returns one of 8,192 words whose hash codes are equal. */
    private static String colliding(int number) {
        StringBuilder word = new StringBuilder();
        for (int bit = 0; bit < 13; bit++) {
            word.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return word.toString();
    }

    @Test
    void wordsThatClientsChooseMakeNoEqualHashCodes() {
        assertThat(IntStream.range(0, 8_192)
                        .mapToObj(WantedTest::colliding)
                        .map(String::hashCode)
                        .distinct())
                .hasSize(1);

        assertThat(IntStream.range(0, 8_192)
                        .mapToObj(number -> wanted(List.of(new Filter("name", colliding(number))), List.of()))
                        .map(wanted -> key(wanted).hashCode())
                        .distinct())
                .hasSizeGreaterThan(8_000);
    }

    @Test
    void listsThatDifferHaveDifferentKeys() {
        ImageId marker = ImageId.parse("00000000-0000-4000-8000-000000000000");
        Stream<Wanted> wanted = Stream.of(
                wanted(List.of(), List.of()),
                wanted(List.of(A, B), List.of()),
                wanted(List.of(A), List.of(B)),
                wanted(List.of(), List.of(A, B)),
                wanted(List.of(A), List.of()),
                wanted(List.of(new Filter("namea", "")), List.of()),
                wanted(List.of(new Filter("", "namea")), List.of()),
                new Wanted(new ListQuery(List.of(), 11, null), VIEW, true),
                new Wanted(new ListQuery(List.of(), 10, marker), VIEW, true),
                new Wanted(new ListQuery(List.of(), 10, null), View.ALL.get(7), true),
                new Wanted(new ListQuery(List.of(), 10, null), VIEW, false));

        assertThat(wanted.map(WantedTest::key)).doesNotHaveDuplicates();
        assertThat(wanted(List.of(A), List.of(B))).isEqualTo(wanted(List.of(A), List.of(B)));
    }
}
