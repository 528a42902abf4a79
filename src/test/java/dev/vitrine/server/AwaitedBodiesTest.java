package dev.vitrine.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwaitedBodiesTest {
    private final AwaitedBodies bodies = new AwaitedBodies(8);
    private final List<String> displaced = new ArrayList<>();

    private AwaitedBodies.Place enter(Object connection, String project, String name) {
        return bodies.enter(connection, project, () -> displaced.add(name));
    }

    @Test
    void aProjectOverItsThreeQuartersLosesItsOwnOldest() {
        enter("c", "other", "other");
        for (int i = 0; i < 8; i++) {
            enter("c" + i, "greedy", "greedy " + i);
        }

        assertThat(displaced).containsExactly("greedy 0", "greedy 1");
        assertThat(bodies.awaited()).isEqualTo(7);
        assertThat(bodies.displaced()).isEqualTo(2);
    }

    @Test
    void whenAllPlacesAreTakenTheProjectWithMostLosesItsOldest() {
        for (int i = 0; i < 5; i++) {
            enter("c" + i, "large", "large " + i);
        }
        enter("d", "small", "small");
        enter("e", "third", "third 0");
        enter("f", "third", "third 1");

        enter("g", "late", "late");

        assertThat(displaced).containsExactly("large 0");
        assertThat(bodies.awaited()).isEqualTo(8);
    }

    @Test
    void aConnectionOverItsBoundLosesItsOwnOldest() {
        AwaitedBodies many = new AwaitedBodies(1_000);
        many.enter("other", "p", () -> displaced.add("other"));
        for (int i = 0; i < 100; i++) {
            int number = i;
            many.enter("c", "p" + i, () -> displaced.add("c" + number));
        }

        assertThat(displaced).hasSize(100 - AwaitedBodies.MAX_PER_CONNECTION).startsWith("c0", "c1");
        assertThat(displaced).doesNotContain("other");
        assertThat(many.awaited()).isEqualTo(1 + AwaitedBodies.MAX_PER_CONNECTION);
    }

    /** A proxy carries many clients on one connection of HTTP/2. */
    @Test
    void onASharedConnectionTheProjectWithMostLosesItsOldest() {
        AwaitedBodies many = new AwaitedBodies(1_000);
        many.enter("proxy", "other", () -> displaced.add("other"));
        for (int i = 0; i < 100; i++) {
            int number = i;
            many.enter("proxy", "greedy", () -> displaced.add("greedy " + number));
        }

        assertThat(displaced).hasSize(101 - AwaitedBodies.MAX_PER_CONNECTION).startsWith("greedy 0", "greedy 1");
        assertThat(displaced).doesNotContain("other");
    }

    @Test
    void aPlaceThatIsLeftIsFreeAndIsLeftOnce() {
        List<AwaitedBodies.Place> places = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            places.add(enter("c" + i, "p", "p" + i));
        }

        bodies.leave(places.get(0));
        bodies.leave(places.get(0));
        enter("c", "p", "new");

        assertThat(displaced).isEmpty();
        assertThat(bodies.awaited()).isEqualTo(6);
    }

    @Test
    void oneThatWasDisplacedHasLeft() {
        AwaitedBodies one = new AwaitedBodies(1);
        AwaitedBodies.Place first = one.enter("c", "p", () -> displaced.add("first"));
        one.enter("d", "q", () -> displaced.add("second"));

        one.leave(first);

        assertThat(displaced).containsExactly("first");
        assertThat(one.awaited()).isEqualTo(1);
    }
}
