package dev.vitrine.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.vitrine.identity.Digest;
import dev.vitrine.identity.Identity;
import java.util.function.Function;

/**
 * One digest of each access class and role class: very many images are cached of the same few classes, and each token has come
 * with digests of its own. A hit so reads digests that other hits have read.
 *
 * <p>Of the classes that loads were made for last, 4,096 at most. Any thread.
 */
final class ClassDigests {
    private static final int MAX_CLASSES = 4_096;

    private final Cache<Digest, Digest> digests = Caffeine.newBuilder()
            .maximumSize(MAX_CLASSES)
            .executor(Runnable::run)
            .build();

    /** Returns the same identity with the digests that images of its classes share. */
    Identity shared(Identity identity) {
        Digest roleClass = identity.roleClass();
        return new Identity(
                identity.project(),
                shared(identity.accessClass()),
                roleClass == null ? null : shared(roleClass),
                identity.expires(),
                identity.accessRules(),
                identity.tokenClass(),
                identity.isService());
    }

    private Digest shared(Digest digest) {
        return digests.get(digest, Function.identity());
    }
}
