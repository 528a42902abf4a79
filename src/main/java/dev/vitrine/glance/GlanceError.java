package dev.vitrine.glance;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vitrine.client.ServiceResponse.Answered;
import java.io.IOException;

/** The message in Glance's error documents, which wrap it in the remains of a web page. */
final class GlanceError {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_CHARS = 1024;

    private GlanceError() {}

    /**
     * Returns the first line of the message, or a general one where there is none. Behind it jsonschema writes a part of the
     * schema.
     */
    static String message(Answered answered) {
        try {
            String text =
                    JSON.readTree(answered.body().getBytes()).path("message").asText("");
            int end = text.indexOf("<br");
            String message = (end < 0 ? text : text.substring(0, end)).strip();
            if (!message.isEmpty()) {
                String line = message.lines().findFirst().orElse(message).strip();
                return WellFormed.text(line.substring(0, Math.min(line.length(), MAX_CHARS)));
            }
        } catch (IOException e) {
            // Not JSON: the page of a proxy, perhaps, whose text is not for clients.
        }
        return general(answered.status());
    }

    private static String general(int status) {
        return switch (status) {
            case 403 -> "The image service has refused the request.";
            case 409 -> "There was a conflict when trying to complete your request.";
            default -> "The image service found the request to be malformed.";
        };
    }
}
