package dev.vitrine.cache;

import dev.vitrine.identity.Caller;
import dev.vitrine.identity.Token;
import dev.vitrine.model.Failure.Kind;
import dev.vitrine.model.Image;
import dev.vitrine.model.Image.Property;
import dev.vitrine.model.Image.Visibility;
import dev.vitrine.model.ImageId;
import dev.vitrine.model.ImageStatus;
import dev.vitrine.model.Outcome;
import dev.vitrine.model.PropertyValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Glance as far as it decides who is shown what: it reads its database when it is asked, and answers at once, or when the
 * test lets it.
 */
public final class SimulatedGlance {
    /** What the questions for a list have in the place of an image's id. */
    static final ImageId LIST = ImageId.parse("ffffffff-ffff-4fff-8fff-ffffffffffff");

    private final Map<ImageId, Version> images = new HashMap<>();
    private final List<Question> asked = new ArrayList<>();
    private final Map<Token, String> roles = new HashMap<>();
    private boolean holding;
    private Kind failure;

    /**
     * An image as it stands in the database.
     *
     * @param number counts its changes; shown as its name and, in seconds, as the time of its last change
     * @param hiddenFrom the roles that are not shown its property "secret"
     */
    public record Version(
            int number, Visibility visibility, String owner, Set<String> members, Set<String> hiddenFrom) {
        /** Returns an image of that owner at its first version. */
        public static Version of(Visibility visibility, String owner) {
            return new Version(1, visibility, owner, Set.of(), Set.of());
        }

        Version changed() {
            return new Version(number + 1, visibility, owner, members, hiddenFrom);
        }

        Version now(Visibility other) {
            return new Version(number + 1, other, owner, members, hiddenFrom);
        }

        Version hiddenFrom(String... roles) {
            return new Version(number, visibility, owner, members, Set.of(roles));
        }

        Version toggling(String member) {
            Set<String> changed = new HashSet<>(members);
            if (!changed.remove(member)) {
                changed.add(member);
            }
            // Members do not touch the image's own record: its time of change stays.
            return new Version(number, visibility, owner, Set.copyOf(changed), hiddenFrom);
        }

        boolean isShownTo(Who who) {
            return who.role().equals("admin")
                    || visibility.isOpen()
                    || owner.equals(who.project())
                    || (visibility == Visibility.SHARED && members.contains(who.project()));
        }
    }

    /** A call that came. */
    public static final class Question {
        private final ImageId id;
        private final Caller caller;
        private Outcome<List<Image>> reading;
        private final Promise<Outcome<List<Image>>> promise = Promise.promise();

        private Question(ImageId id, Caller caller, Outcome<List<Image>> reading) {
            this.id = id;
            this.caller = caller;
            this.reading = reading;
        }

        ImageId id() {
            return id;
        }

        Who who() {
            return Who.bearing(caller);
        }

        /** Sends what was read last: when the question came, or later. */
        void answer() {
            promise.complete(reading);
        }

        void fail(Kind kind) {
            promise.complete(Outcome.failed(kind));
        }

        boolean isOpen() {
            return !promise.future().isComplete();
        }
    }

    /** From now on answers only when the test lets it. */
    public void hold() {
        holding = true;
    }

    /** Answers those who wait, in their order, and everybody from now on at once. */
    void release() {
        holding = false;
        List.copyOf(asked).stream().filter(Question::isOpen).forEach(Question::answer);
    }

    /** From now on fails everybody in this way; null for not at all. */
    void fail(Kind kind) {
        failure = kind;
    }

    /** Gives the bearer of a token another role, which Glance knows at once. */
    void assign(Who who, String role) {
        roles.put(who.caller().token(), role);
    }

    /** Returns what the bearer of a token is now. */
    Who now(Caller caller) {
        Who who = Who.bearing(caller);
        return new Who(who.project(), roles.getOrDefault(caller.token(), who.role()), who.token());
    }

    public void put(ImageId id, Version version) {
        images.put(id, version);
    }

    Version version(ImageId id) {
        return images.get(id);
    }

    void delete(ImageId id) {
        images.remove(id);
    }

    /** Reads for an open question only now: of two questions the later one may be answered with the earlier state. */
    void readAgain(Question question) {
        question.reading = read(question.id, question.caller);
    }

    /** Returns every call so far. */
    List<Question> asked() {
        return asked;
    }

    public int calls() {
        return asked.size();
    }

    public Future<Outcome<Image>> load(ImageId id, Caller caller) {
        return ask(id, caller).map(outcome -> outcome.map(images -> images.get(0)));
    }

    /** Returns all images that Glance shows to the caller, as they are at one moment. */
    Future<Outcome<List<Image>>> list(Caller caller) {
        return ask(LIST, caller);
    }

    private Future<Outcome<List<Image>>> ask(ImageId id, Caller caller) {
        Question question = new Question(id, caller, failure == null ? read(id, caller) : Outcome.failed(failure));
        asked.add(question);
        if (!holding) {
            question.answer();
        }
        return question.promise.future();
    }

    private Outcome<List<Image>> read(ImageId id, Caller caller) {
        return id.equals(LIST)
                ? lists(images, now(caller))
                : says(id, images.get(id), now(caller)).map(List::of);
    }

    /** Returns what Glance's policy has it list of these images, in the order of their ids; 403 where it refuses a role. */
    static Outcome<List<Image>> lists(Map<ImageId, Version> images, Who who) {
        if (who.role().equals("guest")) {
            return Outcome.failed(Kind.REFUSED);
        }
        return new Outcome.Found<>(images.entrySet().stream()
                .filter(entry -> entry.getValue().isShownTo(who))
                .map(entry -> image(entry.getKey(), entry.getValue(), who.role()))
                .sorted(Comparator.comparing(Image::id))
                .toList());
    }

    /** Returns what Glance's policy has it say of an image; 403 where the policy refuses a role. */
    static Outcome<Image> says(ImageId id, Version version, Who who) {
        if (who.role().equals("guest")) {
            return Outcome.failed(Kind.REFUSED);
        }
        return version == null || !version.isShownTo(who)
                ? Outcome.failed(Kind.NOT_FOUND)
                : new Outcome.Found<>(image(id, version, who.role()));
    }

    static Image image(ImageId id, Version version, String role) {
        List<Property> properties = version.hiddenFrom.contains(role)
                ? List.of()
                : List.of(new Property("secret", new PropertyValue.Text("of " + version.number)));
        String updated = "2026-01-01T%02d:%02d:00Z".formatted(version.number / 60, version.number % 60);
        return new Image(
                id.text(),
                "v" + version.number,
                ImageStatus.ACTIVE,
                0,
                0,
                0,
                updated,
                updated,
                version.visibility,
                properties,
                version.owner);
    }
}
