package dev.vitrine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRuleTest {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "/v2.1/images,          /v2.1/images,        true",
        "/v2.1/images,          /v2.1/images/,       false",
        "/v2.1/images,          /v2.1/image,         false",
        "/v2.1/images,          /v2X1/images,        false",
        "/v2.1/images/*,        /v2.1/images/x,      true",
        "/v2.1/images/*,        /v2.1/images/,       false",
        "/v2.1/images/*,        /v2.1/images/x/y,    false",
        "/v2.1/images/*,        /v2.1/images/x/,     false",
        "/v2.1/images/a*,       /v2.1/images/abc,    true",
        "/v2.1/images/a*,       /v2.1/images/a,      false",
        "/v2.1/*/images,        /v2.1/p/images,      true",
        "/v2.1/*/images,        /v2.1//images,       false",
        "/v2.1/{project}/images, /v2.1/p/images,     true",
        "/v2.1/{project}/images, /v2.1/p/q/images,   false",
        "/v2.1/{project}/images, /v2.1//images,      false",
        "/{a}/{b},              /x/y,                true",
        "/{a,                   '/{a',               true",
        "/{a,                   /x,                  false",
        "/v2.1/**,              /v2.1/,              true",
        "/v2.1/**,              /v2.1/images/x/y,    true",
        "/v2.1/**,              /v2.1,               false",
        "/v2.1**,               /v2.1,               true",
        "**,                    /v2.1/images,        true",
        "**,                    '',                  true",
        "/**/images,            /v2.1/p/images,      true",
        "/**/images,            /images,             false",
        "/**images,             /images,             true",
        "/**/images/**,         /a/images/b,         true",
        "***,                   /,                   false",
        "***,                   /a,                  true",
        "'',                    '',                  true",
        "'',                    /,                   false",
        "/.+,                   /abc,                false",
        "/IMAGES,               /images,             false"
    })
    void wildcardsMatchSegments(String rule, String path, boolean allowed) {
        assertThat(allows(new AccessRule("compute", "GET", rule), "compute", "GET", path))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "compute, GET, true",
        "image, GET, false",
        "compute, HEAD, false",
        "compute, get, false",
        "'', '', false"
    })
    void serviceAndMethodMustBeTheSame(String service, String method, boolean allowed) {
        assertThat(allows(new AccessRule("compute", "GET", "/x"), service, method, "/x"))
                .isEqualTo(allowed);
    }

    private static boolean allows(AccessRule rule, String service, String method, String path) {
        return AccessRule.anyAllows(List.of(rule), service, method, path);
    }

    @Test
    void ruleWithManyWildcardsMatchesInBoundedTime() {
        AccessRule rule = new AccessRule("compute", "GET", "**a".repeat(50) + "b");
        String path = "a".repeat(4_000);

        boolean allowed = assertTimeoutPreemptively(Duration.ofSeconds(2), () -> allows(rule, "compute", "GET", path));

        assertThat(allowed).isFalse();
    }

    /** Keystone takes as many rules as 112 KiB hold. */
    @Test
    void manyRulesWithManyWildcardsDoNotKeepAnEventLoopBusy() {
        List<AccessRule> rules = Stream.generate(() -> new AccessRule("compute", "GET", "/**a".repeat(56)))
                .limit(400)
                .toList();
        String path = "/a".repeat(2_000) + "b";
        AccessRule.anyAllows(rules, "compute", "GET", path);

        boolean allowed = assertTimeoutPreemptively(
                Duration.ofMillis(500), () -> AccessRule.anyAllows(rules, "compute", "GET", path));

        assertThat(allowed).isFalse();
    }

    @Test
    void oneOfManyRulesAllows() {
        List<AccessRule> rules = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            rules.add(new AccessRule("compute", "GET", "/v2.1/{project}/images/**/" + i));
        }
        String path = "/v2.1/0123456789abcdef0123456789abcdef/images/70a599e0-31e7-49b7-b260-868f441e862b/metadata/";

        assertThat(AccessRule.anyAllows(rules, "compute", "GET", path + "399")).isTrue();
        assertThat(AccessRule.anyAllows(rules, "compute", "GET", path + "400")).isFalse();
    }
}
