package dev.vitrine.bench;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An image as Glance tells it and as the compute API must show it, written by hand: what the gateway makes of the one
 * is held against the other, byte for byte. Each has about 900 bytes.
 */
final class Texts {
    /** A record of Glance's. */
    static final String RECORD = """
            {"architecture": "x86_64", "base_image_ref": "6f3a4b0e-5b1c-4c7f-9a53-0d5d6b1f2e11", \
            "hw_disk_bus": "virtio", "hw_rng_model": "virtio", "hw_vif_model": "virtio", "os_distro": "ubuntu", \
            "os_version": "22.04", "os_require_quiesce": "true", \
            "owner_specified.openstack.object": "images/ubuntu-22.04-server-cloudimg", \
            "name": "ubuntu-22.04-server-cloudimg", \
            "disk_format": "qcow2", "container_format": "bare", \
            "visibility": "public", "size": 692715520, "virtual_size": 2361393152, "status": "active", \
            "checksum": "4e5df8e1c7d5c4a0f5c6f3f0a9b8d7e6", "protected": false, "min_ram": 512, "min_disk": 5, \
            "owner": "c0ffee5ba5e04f9ab1d2e3f405162738", "os_hidden": false, "os_hash_algo": null, \
            "os_hash_value": null, "id": "@ID", \
            "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-02-03T04:05:06Z", "tags": [], \
            "self": "/v2/images/@ID", "file": "/v2/images/@ID/file", \
            "schema": "/v2/schemas/image"}""".replace("@ID", Template.ID);

    /** What Keystone says of a token. */
    static final String TOKEN = """
            {"token": {"methods": ["password"], "user": {"domain": {"id": "default", "name": "Default"}, \
            "id": "u@", "name": "user-@", "password_expires_at": null}, "audit_ids": ["AAAAAAAAQACAAAAAAAAAAA"], \
            "expires_at": "2099-12-31T23:59:59.000000Z", "issued_at": "2026-01-01T00:00:00.000000Z", \
            "project": {"domain": {"id": "default", "name": "Default"}, "id": "p@", "name": "project-@"}, \
            "is_domain": false, "roles": [{"id": "9fe2ff9ee4384b1894a90878d3e92bab", "name": "member"}, \
            {"id": "4b8b1d3fd3b24e0db9f2a3c4d5e6f708", "name": "reader"}]}}""".replace("@", Template.TENANT);

    private static final String JSON = """
            {"created":"2026-01-02T03:04:05Z","id":"@ID","links":[\
            {"href":"@BASE/v2/p@T/images/@ID","rel":"self"},\
            {"href":"@BASE/p@T/images/@ID","rel":"bookmark"},\
            {"href":"http://glance.example.com/p@T/images/@ID","rel":"alternate",\
            "type":"application/vnd.openstack.image"}],\
            "metadata":{"architecture":"x86_64","base_image_ref":"6f3a4b0e-5b1c-4c7f-9a53-0d5d6b1f2e11",\
            "hw_disk_bus":"virtio","hw_rng_model":"virtio","hw_vif_model":"virtio","os_distro":"ubuntu",\
            "os_require_quiesce":"true","os_version":"22.04",\
            "owner_specified.openstack.object":"images/ubuntu-22.04-server-cloudimg"},\
            "minDisk":5,"minRam":512,"name":"ubuntu-22.04-server-cloudimg","progress":100,"status":"ACTIVE",\
            "updated":"2026-02-03T04:05:06Z"}""";

    private static final String XML = """
            <?xml version='1.0' encoding='UTF-8'?>
            <image xmlns:OS-DCF="http://docs.openstack.org/compute/ext/disk_config/api/v1.1" \
            xmlns:atom="http://www.w3.org/2005/Atom" xmlns="http://docs.openstack.org/compute/api/v1.1" \
            status="ACTIVE" updated="2026-02-03T04:05:06Z" name="ubuntu-22.04-server-cloudimg" \
            created="2026-01-02T03:04:05Z" minDisk="5" progress="100" minRam="512" id="@ID">\
            <metadata><meta key="architecture">x86_64</meta>\
            <meta key="base_image_ref">6f3a4b0e-5b1c-4c7f-9a53-0d5d6b1f2e11</meta>\
            <meta key="hw_disk_bus">virtio</meta><meta key="hw_rng_model">virtio</meta>\
            <meta key="hw_vif_model">virtio</meta><meta key="os_distro">ubuntu</meta>\
            <meta key="os_version">22.04</meta><meta key="os_require_quiesce">true</meta>\
            <meta key="owner_specified.openstack.object">images/ubuntu-22.04-server-cloudimg</meta></metadata>\
            <atom:link href="@BASE/v2/p@T/images/@ID" rel="self"/>\
            <atom:link href="@BASE/p@T/images/@ID" rel="bookmark"/>\
            <atom:link href="http://glance.example.com/p@T/images/@ID" \
            type="application/vnd.openstack.image" rel="alternate"/></image>""";

    private Texts() {}

    /** Returns an image in JSON, its links those of the server on this port. */
    static String json(int port) {
        return "{\"image\":" + shown(JSON, port) + "}";
    }

    /** Returns an image in XML. */
    static String xml(int port) {
        return shown(XML, port);
    }

    /** Returns the list in detail of so many images, in JSON; so many are asked for, so there may be more. */
    static String list(int port, int count) {
        String next = shown("@BASE/v2/p@T/images/detail?marker=", port) + Names.id(count - 1);
        return "{\"images\":[" + images(shown(JSON, port), ",", 0, count) + "],\"images_links\":[{\"href\":\"" + next
                + "\",\"rel\":\"next\"}]}";
    }

    /** Returns a page of Glance's list, which ends before the image with the number {@code total}. */
    static String page(int from, int limit, int total) {
        int count = Math.min(limit, total - from);
        String next = from + count == total
                ? ""
                : "\"next\": \"/v2/images?limit=" + limit + "&marker=" + Names.id(from + count - 1) + "\", ";
        return "{\"images\": [" + images(RECORD, ", ", from, count) + "], \"first\": \"/v2/images?limit=" + limit
                + "\", " + next + "\"schema\": \"/v2/schemas/images\"}";
    }

    private static String images(String one, String comma, int from, int count) {
        Function<String, String> withId = id -> one.replace(Template.ID, id);
        return IntStream.range(from, from + count)
                .mapToObj(Names::id)
                .map(withId)
                .collect(Collectors.joining(comma));
    }

    private static String shown(String text, int port) {
        return text.replace("@ID", Template.ID)
                .replace("@T", Template.TENANT)
                .replace("@BASE", "http://127.0.0.1:" + port);
    }
}
