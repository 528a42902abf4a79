package dev.vitrine.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Requests to what Nova alone serves: all methods, faults, microversions, bodies, version documents. Those that change
 * something come in series that leave Nova as it was, so that each can be sent again to another address.
 */
final class NovaRequests {
    /** What all requests say, so that links in responses are the same. */
    static final String HOST = "compute.example:8774";

    /** A public key for keypairs: an imported one has the same fingerprint each time. */
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEGZ5ZYCIIrpkabJbM1BTbfamE6xt+PQVuiSLyL2iUEq";

    private final String project;
    private final String owner;
    private final String admin;
    private final List<List<Request>> series = new ArrayList<>();

    private NovaRequests(String project, String owner, String admin) {
        this.project = project;
        this.owner = owner;
        this.admin = admin;
    }

    /** One request, and the bytes that it begins with. */
    record Request(String method, String path, String head, String body) {
        @Override
        public String toString() {
            return (head + (body.length() > 200 ? body.length() + " bytes" : body)).strip();
        }
    }

    /**
     * Returns all series.
     *
     * @param project the owner's
     * @param owner the token of a member of it
     * @param admin the token of an administrator
     */
    static List<List<Request>> of(String project, String owner, String admin) {
        NovaRequests requests = new NovaRequests(project, owner, admin);
        requests.reads();
        requests.administratorsReads();
        requests.otherMethods();
        requests.microversions();
        requests.identities();
        requests.bodies();
        requests.oddHeaders();
        requests.versions();
        requests.legacy();
        requests.keypair();
        requests.flavor();
        requests.quota();
        return requests.series;
    }

    private void reads() {
        String[] paths = {
            "/servers",
            "/servers/detail",
            "/servers?limit=1&status=ACTIVE",
            "/servers/detail?name=%C3%BC%E2%98%83&sort_key=created_at",
            "/servers?limit=x",
            "/servers?changes-since=never",
            "/servers/3f0b8c1e-0b57-4a3f-9a37-5b8e3a5d2f10",
            "/servers/3f0b8c1e-0b57-4a3f-9a37-5b8e3a5d2f10/os-interface",
            "/servers/%E2%98%83",
            "/servers/",
            "/flavors",
            "/flavors/detail",
            "/flavors?is_public=None&limit=1",
            "/flavors/1",
            "/flavors/nope%20",
            "/flavors/1/os-extra_specs",
            "/os-keypairs",
            "/os-keypairs?limit=1&marker=none",
            "/os-keypairs/kept",
            "/os-keypairs/none",
            "/os-keypairs/a%2Fb",
            "/limits",
            "/limits?reserved=1",
            "/extensions",
            "/extensions/os-keypairs",
            "/extensions/none",
            "/os-availability-zone",
            "/os-availability-zone/detail",
            "/os-services",
            "/os-hypervisors",
            "/os-quota-sets/{project}",
            "/os-quota-sets/{project}/defaults",
            "/os-quota-sets/{project}/detail",
            "/os-server-groups",
            "/os-aggregates",
            "/os-simple-tenant-usage/{project}",
            "/os-migrations",
            "/os-agents",
            "/os-cells",
            "/os-nowhere",
            "//servers//detail",
            "/%73ervers"
        };
        for (String path : paths) {
            once(owner, "GET", path, "");
            once(owner, "HEAD", path, "");
        }
    }

    private void administratorsReads() {
        for (String path : List.of(
                "/os-services",
                "/os-hypervisors",
                "/os-hypervisors/detail",
                "/os-hypervisors/statistics",
                "/os-aggregates",
                "/os-availability-zone/detail",
                "/os-quota-class-sets/default",
                "/os-migrations",
                "/os-server-groups?all_projects=1",
                "/servers?all_tenants=1",
                "/flavors/1/os-flavor-access")) {
            series.add(List.of(request(admin, "GET", "/v2.1" + path, "", "")));
        }
    }

    private void otherMethods() {
        for (String path : List.of("/servers", "/flavors", "/os-keypairs", "/limits", "/extensions", "/nowhere")) {
            for (String method : List.of("OPTIONS", "PUT", "PATCH", "DELETE", "POST")) {
                once(owner, method, path, method.equals("OPTIONS") ? "" : "Content-Length: 0\r\n");
            }
        }
        once(owner, "DELETE", "/os-keypairs/none", "");
        once(owner, "DELETE", "/servers/3f0b8c1e-0b57-4a3f-9a37-5b8e3a5d2f10", "");
        once(owner, "TRACE", "/servers", "");
        once(owner, "PROPFIND", "/servers", "");
    }

    private void microversions() {
        for (String version : List.of("2.1", "2.2", "2.10", "2.35", "2.53", "2.61", "2.75", "2.93", "latest")) {
            for (String path : List.of("/os-keypairs", "/flavors/detail", "/limits", "/os-quota-sets/{project}")) {
                once(owner, "GET", path, "OpenStack-API-Version: compute " + version + "\r\n");
            }
        }
        for (String version : List.of("2.94", "3.0", "2.0", "x", "")) {
            once(owner, "GET", "/servers", "OpenStack-API-Version: compute " + version + "\r\n");
            once(owner, "GET", "/servers", "X-OpenStack-Nova-API-Version: " + version + "\r\n");
        }
    }

    private void identities() {
        for (String token : List.of("none", "gAAAAAbad", "\u00fc")) {
            for (String method : List.of("GET", "HEAD", "POST", "DELETE", "OPTIONS")) {
                once(token.equals("none") ? null : token, method, "/servers", "Content-Length: 0\r\n");
            }
        }
        series.add(List.of(request(owner, "GET", "/v2.1/00000000000000000000000000000000/servers", "", "")));
        series.add(List.of(request(owner, "GET", "/v2.1/nobody/servers", "", "")));
        once(null, "GET", "/servers", "X-Identity-Status: Confirmed\r\nX-User-Id: root\r\nX-Roles: admin\r\n");
    }

    private void bodies() {
        for (String body : List.of(
                "",
                "{",
                "null",
                "[]",
                "{\"keypair\":{}}",
                "{\"keypair\":{\"name\":1}}",
                "{\"keypair\":{\"name\":\"\u00fc\u2603\"}}",
                "{\"keypair\":{\"name\":\"k\",\"public_key\":\"no key\"}}",
                "{\"keypair\":{\"name\":\"" + "k".repeat(300) + "\"}}",
                "{\"keypair\":{\"name\":\"k\",\"more\":\"" + "x".repeat(120_000) + "\"}}")) {
            write(owner, "POST", "/os-keypairs", "application/json", body);
        }
        write(owner, "POST", "/os-keypairs", "application/xml", "<keypair/>");
        write(owner, "POST", "/os-keypairs", "text/plain", "{}");
        write(owner, "POST", "/servers", "application/json", "{\"server\":{\"name\":\"\u00fc\"}}");
        write(
                owner,
                "POST",
                "/flavors",
                "application/json",
                "{\"flavor\":{\"name\":\"f\",\"ram\":1,\"vcpus\":1,\"disk\":1}}");
        write(owner, "PUT", "/os-quota-sets/{project}", "application/json", "{\"quota_set\":{\"cores\":1}}");
        write(admin, "POST", "/os-aggregates", "application/json", "{\"aggregate\":{\"name\":\"\"}}");
        once(
                owner,
                "POST",
                "/os-keypairs",
                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n",
                "2\r\n{}\r\n0\r\n\r\n");
    }

    private void oddHeaders() {
        for (String header : List.of(
                "Accept: application/xml",
                "Accept: text/html",
                "Accept: */*;q=0.1",
                "Accept-Encoding: gzip",
                "Accept-Language: de",
                "Range: bytes=0-3",
                "If-None-Match: *",
                "X-OpenStack-Request-ID: req-11111111-1111-4111-8111-111111111111",
                "Content-Type: application/xml",
                "Cookie: a=b; c=d",
                "Origin: http://evil.example",
                "X-Long: " + "x".repeat(4000))) {
            once(owner, "GET", "/flavors", header + "\r\n");
        }
    }

    private void versions() {
        for (String path : List.of(
                "/", "/v2", "/v2/", "/v2.1", "/v2.1/", "/v2.1/{project}", "/v2.1/{project}/", "/v3/x", "/x?y=z")) {
            for (String type : List.of("application/json", "application/xml", "*/*")) {
                series.add(List.of(request(null, "GET", path, "Accept: " + type + "\r\n", "")));
            }
            series.add(List.of(request(owner, "GET", path, "", "")));
            series.add(List.of(request(null, "HEAD", path, "", "")));
            series.add(List.of(request(null, "POST", path, "Content-Length: 0\r\n", "")));
        }
    }

    private void legacy() {
        for (String path :
                List.of("/servers", "/flavors/detail", "/limits", "/extensions", "/os-keypairs/kept", "/none")) {
            series.add(List.of(request(owner, "GET", "/v2/{project}" + path, "", "")));
            series.add(List.of(request(owner, "GET", "/v2" + path, "OpenStack-API-Version: compute 2.90\r\n", "")));
            series.add(List.of(request(owner, "GET", "/v1.1/{project}" + path, "", "")));
        }
    }

    private void keypair() {
        String body = "{\"keypair\":{\"name\":\"compared\",\"public_key\":\"" + KEY + "\"}}";
        Request make = json(owner, "POST", "/v2.1/os-keypairs", body);
        Request remove = request(owner, "DELETE", "/v2.1/{project}/os-keypairs/compared", "", "");
        series.add(List.of(make, make, request(owner, "GET", "/v2.1/os-keypairs?series", "", ""), remove, remove));
    }

    private void flavor() {
        String flavor = "{\"flavor\":{\"id\":\"cmp\",\"name\":\"Gr\u00f6\u00dfe\",\"ram\":64,\"disk\":1,\"vcpus\":1}}";
        String specs = "/v2.1/flavors/cmp/os-extra_specs";
        Request make = json(admin, "POST", "/v2.1/flavors", flavor);
        Request remove = request(admin, "DELETE", "/v2.1/flavors/cmp", "", "");
        series.add(List.of(
                make,
                make,
                request(owner, "GET", "/v2.1/flavors/cmp", "", ""),
                json(admin, "POST", specs, "{\"extra_specs\":{\"note\":\"\u2603\"}}"),
                request(admin, "GET", specs + "/note", "", ""),
                json(admin, "PUT", specs + "/note", "{\"note\":\"new\"}"),
                request(admin, "DELETE", specs + "/note", "", ""),
                request(admin, "DELETE", specs + "/note", "", ""),
                remove,
                remove));
    }

    private void quota() {
        String path = "/v2.1/os-quota-sets/" + project;
        series.add(List.of(
                json(admin, "PUT", path, "{\"quota_set\":{\"cores\":7}}"),
                request(admin, "GET", path, "", ""),
                request(admin, "DELETE", path, "", "")));
    }

    private void write(String token, String method, String path, String type, String body) {
        series.add(List.of(withBody(token, method, "/v2.1/{project}" + path, type, body)));
    }

    private void once(@Nullable String token, String method, String path, String headers) {
        once(token, method, path, headers, "");
    }

    private void once(@Nullable String token, String method, String path, String headers, String body) {
        String base = token == null || !token.equals(owner) || path.startsWith("//") ? "/v2.1" : "/v2.1/{project}";
        series.add(List.of(request(token, method, base + path, headers, body)));
    }

    private Request json(String token, String method, String path, String body) {
        return withBody(token, method, path, "application/json", body);
    }

    private Request withBody(String token, String method, String path, String type, String body) {
        String bytes = new String(body.getBytes(UTF_8), ISO_8859_1);
        String headers = "Content-Type: " + type + "\r\nContent-Length: " + bytes.length() + "\r\n";
        return request(token, method, path, headers, bytes);
    }

    private Request request(@Nullable String token, String method, String path, String headers, String body) {
        String target = path.replace("{project}", project);
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n"
                + (token == null ? "" : "X-Auth-Token: " + token + "\r\n")
                + (headers.contains("Accept:") ? "" : "Accept: application/json\r\n") + headers + "\r\n";
        return new Request(method, target, head, body);
    }
}
