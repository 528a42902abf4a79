package dev.vitrine.cache;

import dev.vitrine.cache.SimulatedGlance.Version;
import dev.vitrine.model.Image;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that each image ever was, and when. */
final class ModelHistory {
    private final Map<ImageId, List<Moment>> moments = new HashMap<>();

    /** The same for all images together, in the order of time. */
    private final List<Change> changes = new ArrayList<>();

    private record Moment(long nanos, Version version) {}

    private record Change(long nanos, ImageId id, Version version) {}

    void put(ImageId id, long nanos, Version version) {
        moments.computeIfAbsent(id, none -> new ArrayList<>()).add(new Moment(nanos, version));
        changes.add(new Change(nanos, id, version));
    }

    /** Returns all that Glance would have listed for this caller at any moment from one to the other. */
    Set<String> lists(Who who, long from, long to) {
        Set<String> lists = new HashSet<>();
        Map<ImageId, Version> current = new HashMap<>();
        for (Change change : changes) {
            if (change.nanos > to) {
                break;
            }
            if (change.nanos > from) {
                lists.add(list(current, who));
            }
            current.put(change.id, change.version);
        }
        lists.add(list(current, who));
        return lists;
    }

    private static String list(Map<ImageId, Version> images, Who who) {
        return TestLists.text(((Outcome.Found<List<Image>>) SimulatedGlance.lists(images, who)).value());
    }

    /** Returns all that Glance would have said to this caller at any moment from one to the other. */
    Set<String> truths(ImageId id, Who who, long from, long to) {
        Set<String> truths = new HashSet<>();
        Version current = null;
        for (Moment moment : moments.getOrDefault(id, List.of())) {
            if (moment.nanos > to) {
                break;
            }
            if (moment.nanos > from) {
                truths.add(truth(id, who, current));
            }
            current = moment.version;
        }
        truths.add(truth(id, who, current));
        return truths;
    }

    private static String truth(ImageId id, Who who, Version version) {
        return said(SimulatedGlance.says(id, version, who));
    }

    static String shown(Outcome<CachedImage> outcome) {
        return said(outcome.map(CachedImage::image));
    }

    private static String said(Outcome<Image> outcome) {
        return outcome instanceof Outcome.Found<Image> found
                ? found.value().name() + " " + found.value().visibility() + " "
                        + found.value().metadata()
                : ((Outcome.Failed<Image>) outcome).failure().kind().toString();
    }
}
