package dev.vitrine.keystone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vitrine.config.CacheConfig;
import dev.vitrine.config.CacheConfig.AccessClass;
import dev.vitrine.identity.AccessRule;
import dev.vitrine.identity.Identity;
import dev.vitrine.identity.Token;
import dev.vitrine.testing.IsoForms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenDocumentTest {
    private static final CacheConfig BY_PROJECT = sharing(true, AccessClass.PROJECT);
    private static final Token TOKEN = new Token("one");
    private static final String USER = "'user':{'id':'u1'},";
    private static final String PROJECT = "'project':{'id':'p1'},";
    private static final String ROLES = "'roles':[{'name':'member'},{'name':'reader'}]";
    private static final String RULES = ",'application_credential':{'id':'c1','access_rules':"
            + "[{'service':'compute','method':'GET','path':'/v2.1/images'}]}";

    @Test
    void identityIsRead() {
        Identity identity = identity(USER + PROJECT + ROLES);

        assertThat(identity.project()).isEqualTo(new Identity.Project.Of("p1"));
        assertThat(identity.expires()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(identity.accessRules()).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "roles in another order  | 'user':{'id':'u1'},'project':{'id':'p1'},'roles':[{'name':'reader'},{'name':'member'}]",
                "roles in another case   | 'user':{'id':'u1'},'project':{'id':'p1'},'roles':[{'name':'Member'},{'name':'READER'}]",
                "a role twice            | 'user':{'id':'u1'},'project':{'id':'p1'},'roles':[{'name':'member'},{'name':'Member'},{'name':'reader'}]",
                "another user            | 'user':{'id':'u2'},'project':{'id':'p1'},'roles':[{'name':'member'},{'name':'reader'}]",
                "another role id         | 'user':{'id':'u1'},'project':{'id':'p1'},'roles':[{'id':'r','name':'member'},{'name':'reader'}]",
                "an unrestricted application credential | 'user':{'id':'u1'},'project':{'id':'p1'},'roles':[{'name':'member'},{'name':'reader'}],'application_credential':{'id':'c'}",
            })
    void whatGlanceCannotTellApartIsOneClass(String what, String token) {
        assertThat(identity(token).accessClass())
                .isEqualTo(identity(USER + PROJECT + ROLES).accessClass());
        assertThat(identity(token).roleClass())
                .isEqualTo(identity(USER + PROJECT + ROLES).roleClass());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "one role less           | 'project':{'id':'p1'},'roles':[{'name':'member'}]                                            | false",
                "one role more           | 'project':{'id':'p1'},'roles':[{'name':'member'},{'name':'reader'},{'name':'x'}]              | false",
                "a role that looks like a field | 'project':{'id':'p1'},'roles':[{'name':'member'},{'name':'project'},{'name':'reader'}] | false",
                "an admin project        | 'project':{'id':'p1'},'is_admin_project':true,'roles':[{'name':'member'},{'name':'reader'}]   | false",
                "another project         | 'project':{'id':'p2'},'roles':[{'name':'member'},{'name':'reader'}]                           | true",
                "a domain                | 'domain':{'id':'p1'},'roles':[{'name':'member'},{'name':'reader'}]                            | false",
                "the system              | 'system':{'all':true},'roles':[{'name':'member'},{'name':'reader'}]                           | false",
                "no scope                | 'roles':[{'name':'member'},{'name':'reader'}]                                                 | false",
                "a trust without project | 'OS-TRUST:trust':{'id':'t'},'roles':[{'name':'member'},{'name':'reader'}]                     | false",
            })
    void whatGlanceCanTellApartIsAnotherClass(String what, String members, boolean sameRoles) {
        Identity usual = identity(USER + PROJECT + ROLES);

        Identity other = identity(USER + members);

        assertThat(other.accessClass()).isNotEqualTo(usual.accessClass());
        assertThat(Objects.equals(other.roleClass(), usual.roleClass())).isEqualTo(sameRoles);
    }

    @Test
    void accessRulesMakeAClassOfTheirOwn() {
        Identity usual = identity(USER + PROJECT + ROLES);

        Identity ruled = identity(USER + PROJECT + ROLES + RULES);
        Identity other = identity(USER + PROJECT + ROLES + RULES.replace("c1", "c2"));

        assertThat(ruled.accessRules()).containsExactly(new AccessRule("compute", "GET", "/v2.1/images"));
        assertThat(ruled.accessClass()).isNotEqualTo(usual.accessClass()).isNotEqualTo(other.accessClass());
        assertThat(ruled.roleClass()).isNull();
    }

    @Test
    void emptyListOfAccessRulesAllowsNothing() {
        Identity identity =
                identity(USER + PROJECT + ROLES + ",'application_credential':{'id':'c1','access_rules':[]}");

        assertThat(identity.accessRules()).isNotNull().isEmpty();
        assertThat(identity.roleClass()).isNull();
    }

    @Test
    void unscopedTokensOfTwoUsersAreTwoClasses() {
        Identity one = identity("'user':{'id':'u1'}");
        Identity two = identity("'user':{'id':'u2'}");

        assertThat(one.project()).isEqualTo(new Identity.Project.None());
        assertThat(one.accessClass()).isNotEqualTo(two.accessClass());
    }

    @Test
    void domainScopedTokensOfTwoDomainsAreTwoClasses() {
        Identity one = identity(USER + "'domain':{'id':'d1'}");
        Identity two = identity(USER + "'domain':{'id':'d2'}");

        assertThat(one.accessClass()).isNotEqualTo(two.accessClass());
    }

    @ParameterizedTest
    @CsvSource({
        "PROJECT, one, 'user':{'id':'u2'}, true",
        "USER,    one, 'user':{'id':'u2'}, false",
        "USER,    two, 'user':{'id':'u1'}, true",
        "TOKEN,   two, 'user':{'id':'u1'}, false",
        "TOKEN,   one, 'user':{'id':'u1'}, true",
    })
    void settingSaysWhichCallersShareAClass(AccessClass setting, String token, String user, boolean same) {
        CacheConfig sharing = sharing(true, setting);
        Identity usual = identity(USER + PROJECT + ROLES, TOKEN, sharing);

        Identity other = identity(user + "," + PROJECT + ROLES, new Token(token), sharing);

        assertThat(other.accessClass().equals(usual.accessClass())).isEqualTo(same);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsSharedBetweenProjectsUnlessItIsSet(AccessClass setting) {
        String members = USER + PROJECT + ROLES;

        assertThat(identity(members, TOKEN, sharing(false, setting)).roleClass())
                .isNull();
        assertThat(identity(members, TOKEN, sharing(true, setting)).roleClass() != null)
                .isEqualTo(setting == AccessClass.PROJECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "<html>",
                "{'token':null}",
                "{'token':[]}",
                "{'token':'x'}",
                "{'token':{}}",
                "{'token':{'expires_at':null}}",
                "{'token':{'expires_at':5}}",
                "{'token':{'expires_at':'soon'}}",
                "{'token':{'expires_at':2030}}",
                "{'token':{'expires_at':''}}",
                "{'token':{'expires_at':'2030-01-01T00:00:00ZZ'}}",
                "{'token':{'expires_at':'2030-01-01T00:00:00.000000Z'",
                "{'token':{'expires_at':'2030-01-01T00:00:00Z','application_credential':{'access_rules':{}}}}",
                "{'token':{'expires_at':'2030-01-01T00:00:00Z','application_credential':{'access_rules':'x'}}}",
            })
    void whatCannotBeKeystonesIsNoIdentity(String body) {
        assertThat(TokenDocument.identity(bytes(body), TOKEN, BY_PROJECT)).isNull();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.vitrine.testing.IsoForms#all")
    void theExpiryIsReadAsKeystoneauthReadsIt(IsoForms.Form form) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.putObject("token").put("expires_at", form.text());

        Identity identity =
                TokenDocument.identity(document.toString().getBytes(StandardCharsets.UTF_8), TOKEN, BY_PROJECT);

        assertThat(identity != null).isEqualTo(form.isTaken());
        if (identity != null && form.instant() != null) {
            assertThat(identity.expires()).isEqualTo(form.instant());
        }
    }

    private static Identity identity(String members) {
        return identity(members, TOKEN, BY_PROJECT);
    }

    private static Identity identity(String members, Token token, CacheConfig sharing) {
        String body = "{'token':{'expires_at':'2030-01-01T00:00:00.000000Z'," + members + "}}";
        return Objects.requireNonNull(TokenDocument.identity(bytes(body), token, sharing), body);
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }

    private static CacheConfig sharing(boolean sharePublic, AccessClass accessClass) {
        return new CacheConfig(
                1 << 20,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                1 << 20,
                sharePublic,
                accessClass,
                false);
    }
}
