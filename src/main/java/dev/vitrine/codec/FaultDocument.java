package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Fault;
import dev.vitrine.model.View.Format;

/**
 * Writes the response body of a fault.
 *
 * <p>As in Nova, an XML fault has no XML declaration, and every fault has the compute namespace.
 */
public final class FaultDocument {
    private FaultDocument() {}

    /** Returns the response body, in UTF-8. */
    public static byte[] of(Fault fault, Format format) {
        if (format == Format.XML) {
            return xml(fault);
        }
        return fault.status() == 401 ? keystoneJson(fault) : json(fault);
    }

    private static byte[] json(Fault fault) {
        return JsonText.document(json -> {
            json.writeObjectFieldStart(fault.name());
            json.writeStringField("message", fault.message());
            json.writeNumberField("code", fault.status());
            if (fault.retryAfterShown() != null) {
                json.writeStringField("retryAfter", fault.retryAfterShown());
            }
            json.writeEndObject();
        });
    }

    /** A 401 is sent by keystonemiddleware in front of Nova and has another format than Nova's faults. */
    private static byte[] keystoneJson(Fault fault) {
        return JsonText.document(json -> {
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", fault.status());
            json.writeStringField("title", "Unauthorized");
            json.writeStringField("message", fault.message());
            json.writeEndObject();
        });
    }

    private static byte[] xml(Fault fault) {
        StringBuilder out = new StringBuilder(200);
        out.append('<').append(fault.name()).append(" code=\"").append(fault.status());
        out.append("\" xmlns=\"http://docs.openstack.org/compute/api/v1.1\"><message>");
        XmlText.content(out, fault.message());
        out.append("</message>");
        if (fault.retryAfterShown() != null) {
            out.append("<retryAfter>").append(fault.retryAfterShown()).append("</retryAfter>");
        }
        return out.append("</").append(fault.name()).append('>').toString().getBytes(UTF_8);
    }
}
