package dev.vitrine;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Has Vert.x read and write its JSON objects with Jackson's streams alone. With Jackson's object mapper on the class path it
 * would make two of these when the gateway starts, for mapping to classes, which nothing here does.
 */
public final class PlainJsonFactory implements JsonFactory {
    /** For Vert.x, which finds the class as a service. */
    public PlainJsonFactory() {}

    @Override
    public JsonCodec codec() {
        return new JacksonCodec();
    }
}
