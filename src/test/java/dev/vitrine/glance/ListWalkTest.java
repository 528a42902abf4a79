package dev.vitrine.glance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.async.ByteBudget;
import dev.vitrine.model.ListQuery;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through a scripted list that changes between two pages. */
class ListWalkTest {
    private static final int MANY = 20_000;

    private final List<String> glance = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();

    private ListWalk walk(int images, int pageSize) {
        IntStream.range(0, images).forEach(i -> glance.add("%08x-0000-4000-8000-000000000000".formatted(i)));
        ListQuery query = new ListQuery(List.of(), images, null);
        return new ListWalk(query, pageSize, (image, record) -> shown.add(image.id()), (id, reason) -> {});
    }

    /** Reads a page of these images. */
    private static boolean read(ListWalk walk, List<String> images, boolean hasNext) throws MalformedRecordException {
        return read(walk, images, null, hasNext);
    }

    /** Reads a page of these images, and of a record behind them. */
    private static boolean read(ListWalk walk, List<String> images, @Nullable String last, boolean hasNext)
            throws MalformedRecordException {
        PageReader page = new PageReader(Set.of(), walk, new ByteBudget(1L << 30).reserve("p"));
        String records = images.stream()
                .map(id -> "{\"id\":\"" + id + "\",\"status\":\"active\"}")
                .collect(Collectors.joining(",", "", last == null ? "" : "," + last));
        String next = hasNext ? ",\"next\":\"/v2/images?marker=x\"" : "";
        page.read(Buffer.buffer(("{\"images\":[" + records + "]" + next + "}").getBytes(UTF_8)));
        return page.finish(1_000);
    }

    /** Reads the next page as Glance answers it; returns whether another follows. */
    private boolean next(ListWalk walk) throws MalformedRecordException {
        String marker = walk.marker();
        int begin = marker == null ? 0 : glance.indexOf(marker) + 1;
        if (marker != null && begin == 0) {
            assertThat(walk.stepBack()).as("a step back from %s", marker).isTrue();
            return true;
        }
        int end = Math.min(begin + walk.pageLimit(), glance.size());
        return read(walk, List.copyOf(glance.subList(begin, end)), end < glance.size()) && !walk.isFull();
    }

    private void assertEachThatStaysIsShownOnce(Set<String> deleted) {
        Set<String> missing = new HashSet<>(glance);
        missing.removeAll(new HashSet<>(shown));
        assertThat(shown).doesNotHaveDuplicates();
        assertThat(missing).isEmpty();
        assertThat(glance).hasSize(MANY - deleted.size());
        assertThat(glance.stream().filter(deleted::contains)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 200, 1_000})
    void eachImageThatStaysIsShownOnceWhileAHundredAreDeletedAtTheEndsOfPages(int pageSize) throws Exception {
        ListWalk walk = walk(MANY, pageSize);
        Set<String> deleted = new HashSet<>();
        int before = 0;

        while (next(walk)) {
            if (deleted.size() < 100 && shown.size() > before) {
                deleted.addAll(shown.subList(shown.size() - 10, shown.size()));
                glance.removeAll(deleted);
            }
            before = shown.size();
        }

        assertThat(deleted).hasSize(100);
        assertEachThatStaysIsShownOnce(deleted);
    }

    @Test
    void theWalkEndsWhereEachMarkerThatItStepsBackToIsDeleted() throws Exception {
        ListWalk walk = walk(MANY, 1_000);
        next(walk);
        int steps = 0;

        while (walk.stepBack()) {
            steps++;
        }

        assertThat(steps).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 200, 1_000})
    void eachImageThatStaysIsShownOnceWhereAHundredInFrontOfAMarkerAreDeletedAtOnce(int pageSize) throws Exception {
        ListWalk walk = walk(MANY, pageSize);
        while (shown.size() < 2_000) {
            next(walk);
        }
        Set<String> deleted = new HashSet<>(shown.subList(1_900, 2_000));
        glance.removeAll(deleted);

        while (next(walk)) {}

        assertThat(deleted).hasSize(100);
        assertEachThatStaysIsShownOnce(deleted);
    }

    @Test
    void eachImageThatStaysIsShownOnceWhileAnyImagesAreDeleted() throws Exception {
        ListWalk walk = walk(MANY, 100);
        Random random = new Random(20);
        Set<String> deleted = new HashSet<>();

        while (next(walk)) {
            if (deleted.size() < 100) {
                deleted.add(glance.remove(random.nextInt(glance.size())));
            }
        }

        assertEachThatStaysIsShownOnce(deleted);
    }

    /** Reports pages of the present size from a Glance that takes so long for a call, and so long for each image. */
    private static int after(int pages, ListWalk.PageSize size, long callMillis, long imageMicros) {
        for (int i = 0; i < pages; i++) {
            int images = size.images();
            size.onPage(images, 1_000_000 * callMillis + 1_000 * imageMicros * images);
        }
        return size.images();
    }

    @Test
    void pagesGetShorterWhileGlanceIsSlowAndLongerWhileItIsFast() {
        ListWalk.PageSize size = new ListWalk.PageSize(1_000);

        assertThat(size.images()).isEqualTo(1_000);
        assertThat(after(1, size, 0, 4_000)).isEqualTo(250);
        assertThat(after(30, size, 0, 2_000)).isBetween(499, 500);
        assertThat(after(30, size, 0, 500)).isEqualTo(1_000);
        assertThat(after(30, size, 500, 1_000)).isBetween(450, 550);
    }

    @Test
    void pagesAreNeverShorterThanAHundredNorLongerThanConfigured() {
        assertThat(after(30, new ListWalk.PageSize(1_000), 5_000, 50_000)).isEqualTo(100);
        assertThat(after(30, new ListWalk.PageSize(40), 5_000, 50_000)).isEqualTo(40);
        assertThat(after(30, new ListWalk.PageSize(1), 0, 0)).isEqualTo(1);
    }

    /** The call has a cost of its own. */
    @Test
    void aPageOfFewImagesIsNoMeasure() {
        ListWalk.PageSize size = new ListWalk.PageSize(1_000);

        size.onPage(0, 3_000_000_000L);
        size.onPage(499, 499_000_000_000L);

        assertThat(size.images()).isEqualTo(1_000);
    }

    /** Reads so many pages, and returns how many images each was asked for. */
    private List<Integer> limits(ListWalk walk, int pages) throws Exception {
        List<Integer> limits = new ArrayList<>();
        for (int page = 0; page < pages; page++) {
            limits.add(walk.pageLimit());
            next(walk);
        }
        return limits;
    }

    @Test
    void pagesGrowAgainBehindOneThatWasTooLong() throws Exception {
        ListWalk walk = walk(MANY, 50);
        next(walk);

        walk.shortenPages(3);

        assertThat(limits(walk, 7)).containsExactly(3, 6, 12, 24, 48, 50, 50);
    }

    @Test
    void pagesStayAsShortAsAfterOneThatWasLate() throws Exception {
        ListWalk walk = walk(MANY, 50);
        next(walk);

        walk.setPageSize(20);
        walk.shortenPages(3);

        assertThat(limits(walk, 5)).containsExactly(3, 6, 12, 20, 20);
    }

    /** Reads pages of 1,000 images, none of which matches, and returns how many bytes are counted between two pages. */
    private static long counted(ByteBudget budget, int pages) throws Exception {
        ListQuery query = new ListQuery(List.of(), List.of(new ListQuery.Filter("p", "x")), 10, null);
        ListWalk walk = new ListWalk(query, 1_000, (image, record) -> {}, (id, reason) -> {});
        ByteBudget.Reservation reservation = budget.reserve("p");
        for (int number = 0; number < pages; number++) {
            PageReader page = new PageReader(Set.of(), walk, reservation);
            for (int image = 0; image < 1_000; image++) {
                String id = "%08x-0000-4000-8000-000000000000".formatted(1_000 * number + image);
                String record = (image == 0 ? "{\"images\":[" : ",") + "{\"id\":\"" + id + "\",\"status\":\"active\"}";
                if (!page.read(Buffer.buffer(record))) {
                    return -1;
                }
            }
            page.read(Buffer.buffer("],\"next\":\"/v2/images?marker=x\"}"));
            page.finish(1_000);
            page.release();
        }
        long used = budget.used();
        reservation.release();
        assertThat(budget.used()).isZero();
        return used;
    }

    @Test
    void theIdsThatAWalkKeepsAreCounted() throws Exception {
        assertThat(counted(new ByteBudget(1L << 30), 1)).isBetween(100_000L, 300_000L);
        assertThat(counted(new ByteBudget(1L << 30), 4)).isBetween(400_000L, 1_200_000L);
        assertThat(counted(new ByteBudget(1L << 20), 20)).as("refused").isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRepeatedPageIsNoPage(boolean hasNext) throws Exception {
        ListWalk walk = walk(10, 5);
        next(walk);

        assertThatThrownBy(() -> read(walk, List.copyOf(shown), hasNext))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("already");
        assertThat(shown).isEqualTo(glance.subList(0, 5));
    }

    @Test
    void aRepeatedPageIsNoPageWhateverElseIsInItThatHasNoId() throws Exception {
        ListWalk walk = walk(10, 3);
        List<String> page = List.of(glance.get(0), glance.get(1));
        read(walk, page, "{\"status\":\"active\"}", true);

        assertThatThrownBy(() -> read(walk, page, "{\"status\":\"active\"}", true))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageContaining("already");
    }

    @Test
    void anImageThatBecomesVisibleBehindAStepBackIsShownAndTheWalkGoesOn() throws Exception {
        ListWalk walk = walk(9, 3);
        next(walk);
        next(walk);
        glance.remove(8);
        glance.remove(5);
        String visible = "%08x-0000-4000-8000-000000000000".formatted(100);
        glance.add(3, visible);
        walk.stepBack();
        walk.stepBack();
        walk.stepBack();
        walk.setPageSize(1);

        while (next(walk)) {}

        assertThat(shown).doesNotHaveDuplicates().containsAll(glance);
    }

    @Test
    void whatHasToBePassedAgainAfterAStepBackMakesNoSmallPages() throws Exception {
        ListWalk walk = walk(301, 300);
        next(walk);

        for (int step = 0; step < 12; step++) {
            walk.stepBack();
        }

        assertThat(walk.pageLimit()).isGreaterThan(200);
    }

    @Test
    void theMarkersOwnImageIsShownOnce() throws Exception {
        ListWalk walk = walk(9, 5);
        next(walk);

        assertThat(read(walk, glance.subList(4, 9), true)).isTrue();
        assertThat(read(walk, glance.subList(8, 9), false)).isFalse();

        assertThat(shown).isEqualTo(glance);
    }

    @Test
    void theMarkersOwnImageAloneIsNoNextPage() throws Exception {
        ListWalk walk = walk(9, 5);
        next(walk);

        assertThatThrownBy(() -> read(walk, glance.subList(4, 5), true)).isInstanceOf(MalformedRecordException.class);
    }
}
