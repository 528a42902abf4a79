package dev.vitrine.config;

import java.util.Collection;

/** Finds what somebody may have meant who wrote a key or a variable that there is not. */
final class Nearest {
    private Nearest() {}

    /** Returns the key that differs least from the one written, which may also lack its section. */
    static String to(String written, Collection<String> keys) {
        String nearest = "";
        int least = Integer.MAX_VALUE;
        for (String key : keys) {
            boolean lacksSection = key.endsWith("." + written) || key.endsWith("_" + written);
            int distance = lacksSection ? 0 : distance(written, key);
            if (distance < least || (distance == least && key.compareTo(nearest) < 0)) {
                nearest = key;
                least = distance;
            }
        }
        return nearest;
    }

    /** The least number of letters to insert, remove or change (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
