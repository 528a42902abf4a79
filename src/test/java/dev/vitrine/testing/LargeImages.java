package dev.vitrine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.List;

/**
 * A Glance with some images of the size that its quotas allow, and the list of them; all else is the other Glance's. What they
 * have in common is held once here, however many are sent at once.
 */
public final class LargeImages implements Handler<HttpServerRequest> {
    private static final String IMAGES = "/v2/images";

    private final Handler<HttpServerRequest> others;
    private final Buffer properties;
    private final List<String> ids = new ArrayList<>();

    /** So many images with so many properties, each with this value. */
    public LargeImages(Handler<HttpServerRequest> others, int images, int properties, String value) {
        this.others = others;
        for (int i = 0; i < images; i++) {
            ids.add(id(i));
        }
        StringBuilder members = new StringBuilder();
        for (int i = 0; i < properties; i++) {
            members.append(",\"p").append(i).append("\":\"").append(value).append('"');
        }
        this.properties = Buffer.buffer(members.append('}').toString().getBytes(UTF_8));
    }

    /** Returns the ids of the large images. */
    public List<String> ids() {
        return ids;
    }

    /** Returns the id of an image by its number from 0 on. */
    public static String id(int number) {
        return String.format("%08x-1a46-4e00-8000-000000000000", number);
    }

    /** Returns the record of an image. */
    public Buffer record(String id) {
        return Buffer.buffer(head(id)).appendBuffer(properties);
    }

    @Override
    public void handle(HttpServerRequest request) {
        HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
        String id = request.path().substring(request.path().lastIndexOf('/') + 1);
        if (request.path().equals(IMAGES)) {
            response.setChunked(true);
            Future<Void> written = response.write("{\"images\":[");
            List<String> page = page(request);
            for (String each : page) {
                String head = (each.equals(page.get(0)) ? "" : ",") + head(each);
                written = written.compose(done -> response.write(head)).compose(done -> response.write(properties));
            }
            written.compose(done -> response.end("]}"));
        } else if (ids.contains(id)) {
            response.end(record(id));
        } else {
            others.handle(request);
        }
    }

    private List<String> page(HttpServerRequest request) {
        int from = ids.indexOf(request.getParam("marker")) + 1;
        int limit = Integer.parseInt(request.getParam("limit"));
        return ids.subList(from, Math.min(from + limit, ids.size()));
    }

    private static String head(String id) {
        return "{\"id\":\"" + id + "\",\"name\":\"large\",\"status\":\"active\",\"visibility\":\"public\"";
    }
}
