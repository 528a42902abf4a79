package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Identity.Project;
import org.jspecify.annotations.Nullable;

/**
 * To which project each access class belongs, for operators: the entries of the cache hold a digest alone.
 *
 * <p>Of the classes that loads were stored for last, 4,096 at most. Any thread.
 */
final class ClassProjects {
    private static final int MAX_CLASSES = 4_096;

    private final Cache<Digest, String> projects = Caffeine.newBuilder()
            .maximumSize(MAX_CLASSES)
            .executor(Runnable::run)
            .build();

    /** Records the project of an access class, if the gateway knows it. */
    void record(Digest accessClass, Identity identity) {
        if (identity.project() instanceof Project.Of known && projects.getIfPresent(accessClass) == null) {
            projects.put(accessClass, known.id());
        }
    }

    /** Returns the id of the project; null if it is not known, or no longer. */
    @Nullable
    String project(Digest accessClass) {
        return projects.getIfPresent(accessClass);
    }
}
