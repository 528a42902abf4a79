package dev.vitrine.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.vitrine.model.Fault;
import dev.vitrine.model.Format;

/**
 * The document of a fault.
 *
 * <p>In XML there is no declaration, as Nova never wrote one there, and the namespace is compute's for every fault.
 */
public final class FaultDocument {
    private FaultDocument() {}

    /** Returns the bytes of the fault's document. */
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

    /** The 401 comes from keystonemiddleware in front of Nova, and does not look like Nova's faults. */
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
