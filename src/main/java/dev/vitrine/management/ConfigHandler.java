package dev.vitrine.management;

import dev.vitrine.config.LoadedConfig;
import dev.vitrine.config.source.EffectiveSetting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import org.jspecify.annotations.Nullable;

/** {@code GET /config}: every effective setting with its origin; secrets are hidden. */
public final class ConfigHandler implements ManagementResource {
    private final LoadedConfig config;
    private @Nullable String document;

    /** Takes the configuration, which does not change while the gateway runs. */
    public ConfigHandler(LoadedConfig config) {
        this.config = config;
    }

    @Override
    public void mount(Router router, ManagementAuthHandler auth) {
        ExactPath.of(router, "/config")
                .guardedBy(auth)
                .read(context -> Responses.json(context, 200, document()))
                .end();
    }

    /** Rendered for the first who asks: a start need not wait for it. On the listener's event loop. */
    private String document() {
        String rendered = document;
        if (rendered == null) {
            rendered = render();
            document = rendered;
        }
        return rendered;
    }

    private String render() {
        JsonArray settings = new JsonArray();
        for (EffectiveSetting setting : config.effective()) {
            boolean isList = setting.kind() == EffectiveSetting.Kind.LIST;
            settings.add(new JsonObject()
                    .put("key", setting.key())
                    .put("value", isList ? new JsonArray(setting.texts()) : String.join("", setting.texts()))
                    .put("origin", setting.origin()));
        }
        return new JsonObject().put("settings", settings).encodePrettily();
    }
}
