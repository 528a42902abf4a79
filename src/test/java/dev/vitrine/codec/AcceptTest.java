package dev.vitrine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptTest {
    private static final String VENDOR = "application/vnd.openstack.compute+";

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json                                        | JSON",
                "application/xml                                         | XML",
                "application/vnd.openstack.compute+json                  | COMPUTE_JSON",
                "application/vnd.openstack.compute+xml                   | COMPUTE_XML",
                "*/*                                                     | JSON",
                "application/*                                           | JSON",
                "*/*, application/xml                                    | XML",
                "application/*, application/xml                          | XML",
                "application/xml, */*;q=0.9                              | XML",
                "application/xml;q=0.5, */*                              | JSON",
                "application/xml;q=0.5, application/json;q=0.6           | JSON",
                "application/xml;q=0.6, application/json;q=0.5           | XML",
                "application/xml, application/json                       | JSON",
                "application/xml;q=0.5, application/json;q=0.5           | JSON",
                "application/vnd.openstack.compute+xml, application/xml  | XML",
                "application/xml, application/vnd.openstack.compute+json | COMPUTE_JSON",
                "APPLICATION/XML                                         | XML",
                "  application/xml  ;  q=1.0                             | XML",
                "application/xml;Q=0.4, application/json;q=0.3           | XML",
                "application/xml;version=2                               | XML",
                "application/xml;version=2;q=0.1, application/json;q=0.2 | JSON",
                "application/xml;q=0                                     | JSON",
                "application/json;q=0, application/xml;q=0.001           | XML",
                "application/json;q=0.000, application/xml               | XML",
                "application/xml;q=1.1                                   | XML",
                "application/xml;q=.5                                    | XML",
                "application/xml;q=-1                                    | JSON",
                "application/xml;q=0.1234                                | XML",
                "application/xml;q=NaN                                   | JSON",
                "application/xml;q=1e9                                   | JSON",
                "application/xml;q=                                      | JSON",
                "application/xml;q=1.                                    | XML",
                "text/html                                               | JSON",
                "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8 | XML",
                "text/*, image/png                                       | JSON",
                "*/json                                                  | JSON",
                "nonsense                                                | JSON",
                ",,;,;q=1,application/xml,                               | XML",
                "application/atom+xml                                    | JSON",
                "application/xml;profile=\"a,b\"                          | XML",
                "application/json;profile=\";q=1\";q=0.1, application/xml;q=0.2 | XML",
                "application/json;profile=\"a\\\",b\";q=0.1, application/xml;q=0.2 | XML",
                "text/html;x=\", application/xml, \"                      | JSON",
                "application/xml;charset=utf8                            | XML",
                "application/xml;charset=\"utf-8\";q=0.9, */*;q=0.8       | XML",
                "application/json;q=0.30, application/xml;q=0.3          | JSON",
                "application/json;q=0.299, application/xml;q=0.3         | XML",
                "application/xml;Q=0.5,application/json;q=0.4            | XML",
                "application/json;q=0.000, application/xml;q=0.001       | XML",
                "application/json;version=2;q=0.1, application/xml       | XML",
                "application/xml;q=1.000, application/json;q=0.999       | XML",
                "application/xml\t;\tq=0.2 , application/json\t;q=0.1   | XML",
                "Application/XML                                         | XML"
            })
    void typeIsThatOfTheHighestQuality(String header, MediaType expected) {
        assertThat(Accept.choose(header, true)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "application/xml,                        JSON",
        VENDOR + "xml,                           JSON",
        VENDOR + "json,                          COMPUTE_JSON",
        "'application/xml, " + VENDOR + "json;q=0.1', COMPUTE_JSON",
        "'application/xml, */*;q=0.1',           JSON"
    })
    void xmlIsNotSelectedWhereItIsNotSupported(String header, MediaType expected) {
        assertThat(Accept.choose(header, false)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void withoutAHeaderTheTypeIsJson(boolean xml) {
        assertThat(Accept.choose(null, xml)).isEqualTo(MediaType.JSON);
        assertThat(Accept.choose("", xml)).isEqualTo(MediaType.JSON);
    }

    @Test
    void allOfManyRangesAreConsidered() {
        assertThat(Accept.choose("text/plain,".repeat(10_000) + "application/xml", true))
                .isEqualTo(MediaType.XML);
    }
}
