package dev.vitrine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingLoadsTest {
    private final PendingLoads pending = new PendingLoads(1_000);
    private final List<String> stored = new ArrayList<>();

    private Promise<Boolean> load(String project, int weight) {
        Promise<Boolean> condition = Promise.promise();
        pending.storeWhen(condition.future(), weight, project, () -> stored.add(project));
        return condition;
    }

    @Test
    void loadsOfOneProjectThatWaitKeepNoOthersFromBeingStored() {
        List<Promise<Boolean>> flood = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            flood.add(load("flooder", 100));
        }

        Promise<Boolean> other = load("other", 200);
        other.complete(true);
        flood.forEach(condition -> condition.complete(true));

        assertThat(stored).contains("other");
        assertThat(stored).filteredOn("flooder"::equals).hasSize(7);
    }

    @Test
    void aLoadThatWaitsNoLongerLeavesItsRoom() {
        Promise<Boolean> first = load("a", 700);
        load("a", 100).complete(true);
        first.complete(false);

        load("a", 700).complete(true);

        assertThat(stored).containsExactly("a");
    }
}
