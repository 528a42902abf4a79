package dev.vitrine.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitrine.model.View.Format;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1.1/p/images/x,        V1_1, p,      x,        -",
                "/v2/p/images/x,          V2,   p,      x,        -",
                "/v2.1/p/images/x,        V2_1, p,      x,        -",
                "/v2.1/images/x,          V2_1, -,      x,        -",
                "//v2//p//images//x,      V2,   p,      x,        -",
                "/v2.1//images/x,         V2_1, -,      x,        -",
                "/v2.1/images/images,     V2_1, -,      images,   -",
                "/v2/images/x,            V2,   -,      x,        -",
                "/v2//images/x,           V2,   -,      x,        -",
                "/v2/%69mages/x,          V2,   -,      x,        -",
                "/v1.1/images/images/x,   V1_1, images, x,        -",
                "/v2/images/images,       V2,   -,      images,   -",
                "/v2/images/x.json,       V2,   -,      x,        JSON",
                "/v2/p/images/x.json,     V2,   p,      x,        JSON",
                "/v1.1/p/images/x.xml,    V1_1, p,      x,        XML",
                "/v2.1/p/images/x.json,   V2_1, p,      x.json,   -",
                "/v2.1/images/x.xml,      V2_1, -,      x.xml,    -",
                "/v2/p/images/x.XML,      V2,   p,      x.XML,    -",
                "/v2/p/images/x.xml.json, V2,   p,      x.xml,    JSON",
                "/v2/p/images/.json,      V2,   p,      '',       JSON",
                "/v2/p/images/x%2Ejson,   V2,   p,      x,        JSON",
                "/v2/%C3%BC/images/%78,   V2,   ü,      x,        -",
                "/v2/../images/x,         V2,   ..,     x,        -",
                "/v2/p/images/%,          V2,   p,      %,        -",
                "/v2/p/images/%zz,        V2,   p,      %zz,      -",
                "/v2/p/images/%zz.xml,    V2,   p,      %zz,      XML",
                "/v2.1/images/x%0d%0a,    V2_1, -,      x%0d%0a,  -",
                "/v2.1/p/images/%FF%00,   V2_1, p,      %FF%00,   -",
                "/v1.1/p/images/!@$%^&*(), V1_1, p,     !@$%^&*(), -",
                "/v2/images/%.json,       V2,   -,      %,        JSON",
                "/v2/images/%C3%A9%,      V2,   -,      %C3%A9%,  -",
                "/v2/images/images.xml,   V2,   -,      images,   XML",
                "/v2/images/..,           V2,   -,      ..,       -",
                "/v2/images/metadata,     V2,   -,      metadata, -",
                "/v2/images/v2,           V2,   -,      v2,       -",
                "/v2/p/images/p,          V2,   p,      p,        -",
                "/v2/metadata/images/%41, V2,   metadata, A,      -",
                "/v2.1/images/detail.xml, V2_1, -,      detail.xml, -",
                "/v2/images/a%3Fb,        V2,   -,      a?b,      -"
            })
    void pathLeadsToAnImage(String path, Mount mount, String project, String image, Format suffix) {
        assertThat(RequestPath.of(path, Mount::isOld))
                .isEqualTo(new RequestPath(mount, project, ApiRoute.IMAGE, image, "", suffix, true));
    }

    /** Thirty-six characters, as many as an id has. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "70a599e0-31e7-49b7-b260-868f441e862b",
                "70a599e0-31e7-49b7-b260-868f441e862b.xml",
                "70a599e0-31e7-49b7-b260-868f441e862b.json.xml",
                "70a599e0-31e7-49b7-b260-868f441e862b/",
                "this-is-no-id-of-an-image-but-a-text",
                "this-is-no-id-but-has-data/metadata",
                "this-has-an-image-of-its-o/metadata",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaa/metadata",
                "%zzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "%41aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void theShortCutLeadsWhereTheLongWayLeads(String tail) {
        for (String base : new String[] {
            "/v2/p/images/",
            "/v2.1/p/images/",
            "/v2.1/images/",
            "/v1.1//images/",
            "/v2/%70/images/",
            "/v2/images/",
            "/v2/images/images/",
            "/v1.1/images.xml/images/",
            "/v2/extensions/images/",
            "/v1.1/extensions/images/"
        }) {
            RequestPath plain = RequestPath.plain(base + tail, Mount::isOld);

            assertThat(plain == null || plain.equals(RequestPath.of(base + tail, Mount::isOld)))
                    .as("%s leads to %s", base + tail, plain)
                    .isTrue();
        }
        assertThat(RequestPath.plain("/v2/p/images/70a599e0-31e7-49b7-b260-868f441e862b", Mount::isOld))
                .isNotNull();
    }

    @ParameterizedTest(name = "images{0}")
    @CsvSource({
        "'',             true",
        ".xml,           true",
        ".json,          true",
        "/detail,        true",
        "/detail.xml,    true",
        ".xml.json,      false",
        ".XML,           false",
        "x,              false",
        ".,              false",
        "/,              false",
        "/detail/,       false",
        "/details,       false",
        "/detail.xml.json, false",
        "/.xml,          false",
        "//detail,       false",
        "/%64etail,      false",
        "/detail/metadata, false",
        "/images,        false"
    })
    void theShortCutToAListLeadsWhereTheLongWayLeads(String tail, boolean isPlain) {
        for (String base : new String[] {
            "/v2/p/images",
            "/v1.1/p/images",
            "/v2.1/p/images",
            "/v2.1/images",
            "/v2/images",
            "/v2/images/images",
            "/v1.1/images/images",
            "/v1.1/images.xml/images",
            "/v2/extensions/images",
            "/v2.1/extensions/images",
            "/v1.1/extensions/images",
            "/v2/extensions.xml/images",
            "/v2/p.xml/images",
            "//v2/p/images",
            "/v2/p//images",
            "/v2/p/ximages",
            "/v3/p/images"
        }) {
            RequestPath plain = RequestPath.plain(base + tail, Mount::isOld);

            assertThat(plain == null || plain.equals(RequestPath.of(base + tail, Mount::isOld)))
                    .as("%s leads to %s", base + tail, plain)
                    .isTrue();
        }
        assertThat(RequestPath.plain("/v2/p/images" + tail, Mount::isOld) != null)
                .isEqualTo(isPlain);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "-",
            value = {
                "/v2/p/images,                    INDEX,    '', '',     -",
                "/v2.1/images,                    INDEX,    '', '',     -",
                "/v2/images,                      INDEX,    '', '',     -",
                "/v2/images.xml,                  INDEX,    '', '',     XML",
                "/v2/images/detail,               DETAIL,   '', '',     -",
                "/v2/images/detail.json,          DETAIL,   '', '',     JSON",
                "/v2/images/x/metadata,           METADATA, x,  '',     -",
                "/v2/images/x/metadata.xml,       METADATA, x,  '',     XML",
                "/v2/images/x/metadata/k,         ITEM,     x,  k,      -",
                "/v2//images//,                   -,        '', '',     -",
                "/v2/images//detail,              DETAIL,   '', '',     -",
                "/v2/images/detail/metadata,      METADATA, detail, '', -",
                "/v2/images/images/metadata,      METADATA, images, '', -",
                "/v2/images/images/metadata/k,    ITEM,     images, k,  -",
                "/v2/images/x/metadata/metadata,  ITEM,     x,  metadata, -",
                "/v2/%69mages.%78ml,              INDEX,    '', '',     XML",
                "/v2/images/x/metadata.json,      METADATA, x,  '',     JSON",
                "/v2/images/metadata/metadata,    METADATA, metadata, '', -",
                "/v2/images/x/metadata/images,    ITEM,     x,  images, -",
                "/v1.1/p/images.xml,              INDEX,    '', '',     XML",
                "/v2/p/images/detail,             DETAIL,   '', '',     -",
                "/v2//p//images//detail.json,     DETAIL,   '', '',     JSON",
                "/v2.1/p/images/detail.json,      IMAGE,    detail.json, '', -",
                "/v2/p/images/x/metadata,         METADATA, x,  '',     -",
                "/v2/p//images/x/metadata.xml,    METADATA, x,  '',     XML",
                "/v2.1/images/x/metadata,         METADATA, x,  '',     -",
                "/v2/p/images/x/metadata/k,       ITEM,     x,  k,      -",
                "/v2/p/images/x/metadata/k.xml,   ITEM,     x,  k.xml,  -",
                "/v2/p/images/x/metadata/a%20b,   ITEM,     x,  a b,    -",
                "/v2/p/images/x/metadata/..,      ITEM,     x,  ..,     -",
                "/v2/p/images/x/metadata/%25;x,   ITEM,     x,  %;x,    -",
                "/v2/p/images/x/metadata/50%,     ITEM,     x,  50%,    -",
                "/v2/p/images/%zz/metadata/%4,    ITEM,     %zz, %4,    -",
                "/v2.1/images/%C3/metadata,       METADATA, %C3, '',    -",
                "/v1.1/p/extensions,              EXTENSIONS, '', '',   -",
                "/v2/p/extensions,                EXTENSIONS, '', '',   -",
                "/v2/extensions,                  EXTENSIONS, '', '',   -",
                "/v2.1//extensions,               EXTENSIONS, '', '',   -",
                "/v2/p/extensions.xml,            EXTENSIONS, '', '',   XML",
                "/v2/extensions.json,             EXTENSIONS, '', '',   JSON",
                "/v2/p/extensions/OS-DCF,         EXTENSION, '', OS-DCF, -",
                "/v2/%65xtensions/OS%2DDCF.xml,   EXTENSION, '', OS-DCF, XML",
                "/v2.1/extensions/OS-DCF.xml,     EXTENSION, '', OS-DCF.xml, -",
                "/v2/extensions/images,           EXTENSION, '', images, -",
                "/v2.1/extensions/images.xml,     EXTENSION, '', images.xml, -",
                "/v1.1/extensions/extensions,     EXTENSIONS, '', '',   -",
                "/v1.1/images/extensions/x,       EXTENSION, '', x,     -",
                "/v2/images/extensions,           IMAGE,    extensions, '', -",
                "/v2.1/p/,                        VERSION,  '', '',     -"
            })
    void pathLeadsToARoute(String path, ApiRoute route, String image, String key, Format suffix) {
        RequestPath target = RequestPath.of(path, Mount::isOld);

        assertThat(target.route()).isEqualTo(route);
        assertThat(target.image()).isEqualTo(image);
        assertThat(target.key()).isEqualTo(key);
        assertThat(target.suffix()).isEqualTo(suffix);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/v2, V2",
        "/v2/p/images/x/metadata/, V2",
        "/v2/p/images/x/metadata/k/, V2",
        "/v2/p/images/x/metadata/a%2Fb, V2",
        "/v2/p/images/x/metadata/k/l, V2",
        "/v2.1/p/images.json, V2_1",
        "/v2/, V2",
        "/v2/p, V2",
        "/v2/p/images/, V2",
        "/v2/p/images/x/, V2",
        "/v2/p/images/x/y, V2",
        "/v2/p/images/x%2Fy, V2",
        "/v2/a%2Fb/images/x, V2",
        "/v2/images/, V2",
        "/v2/images/images/x, V2",
        "/v1.1/images, V1_1",
        "/v1.1/images/x, V1_1",
        "/v1.1/images.xml, V1_1",
        "/v2.1/images.xml, V2_1",
        "/v2/p/servers/x, V2",
        "/v2/p/Images/x, V2",
        "/v2/p/../images/x, V2",
        "/v2/p/images/../x, V2",
        "/v2.1/images/, V2_1",
        "/v2.1/images/images/x, V2_1",
        "/v1.1/extensions, V1_1",
        "/v2/extensions/, V2",
        "/v2/p/extensions/, V2",
        "/v2/p/extensions/x/, V2",
        "/v2/p/extensions/x/y, V2",
        "/v2/p/extensions/x%2Fy, V2",
        "/v2.1/p/extensions.xml, V2_1",
        "/v2.1/extensions/images/x, V2_1"
    })
    void pathBehindAMountMayLeadNowhere(String path, Mount mount) {
        RequestPath target = RequestPath.of(path, Mount::isOld);

        assertThat(target.mount()).isEqualTo(mount);
        assertThat(target.route()).isNull();
        assertThat(target.wellFormed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "/v3/p/images/x", "/V2/p/images/x", "/images/x", "/v2.10/p/images/x", "/./v2/p/images/x"
            })
    void pathOutsideTheMountsHasNone(String path) {
        RequestPath target = RequestPath.of(path, Mount::isOld);

        assertThat(target.mount()).isNull();
        assertThat(target.route()).isNull();
        assertThat(target.wellFormed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/%zz/images/x, V2",
        "/v2/%00/images/x, V2",
        "/%,",
        "/v2.1/images/x/%0d%0a, V2_1",
        "/v2/p/images/x/metadata/%ff, V2",
        "/v2/p/images/x/metadata/%00, V2",
        "/v3/%zz,"
    })
    void pathThatCannotBeReadIsNotWellFormedButHasItsMount(String path, Mount mount) {
        assertThat(RequestPath.of(path, Mount::isOld))
                .isEqualTo(new RequestPath(mount, null, null, "", "", null, false));
    }
}
