package dev.vitrine.config;

import dev.vitrine.config.Credentials.ApplicationCredential;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Application credentials in files of their own, one line {@code ID:SECRET} in each.
 *
 * <p>Nothing that was found is ever told, the names included: whoever mistakes the key has written a secret there.
 */
final class CredentialFiles {
    /** Ids go into the log. Keystone makes its secrets longer than its ids can be: the two in turn are refused. */
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z0-9_.-]{1,64}):(\\P{Cntrl}*[^\\p{Cntrl}\\s]\\P{Cntrl}*)");

    private final Written written;
    private final String key;

    private CredentialFiles(Written written, String key) {
        this.written = written;
        this.key = key;
    }

    /** Returns the credentials in the files that the key names; a single one needs no list. */
    static List<ApplicationCredential> read(Written written, String key) {
        Entry entry = written.ask(key);
        written.tellList(key, entry == null ? List.of() : entry.texts());
        return entry == null ? List.of() : new CredentialFiles(written, key).all(entry.texts());
    }

    private List<ApplicationCredential> all(List<String> names) {
        List<ApplicationCredential> credentials = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ApplicationCredential credential = one(names.get(i), "number " + (i + 1) + ": ");
            if (credential != null) {
                credentials.add(credential);
            }
        }
        return credentials;
    }

    private @Nullable ApplicationCredential one(String name, String place) {
        Path path = NamedFile.readable(name);
        if (path == null) {
            String expected = "the name of a file that holds ID:SECRET; what was found is not shown";
            written.problem(key, place + "no name of a file that can be read", expected);
            return null;
        }
        String text = NamedFile.secret(path);
        Matcher line = LINE.matcher(text == null ? "" : text);
        if (!line.matches()) {
            String expected = "one line, ID:SECRET of an application credential; what was found is not shown";
            written.problem(key, place + "a file of another form", expected);
            return null;
        }
        return new ApplicationCredential(line.group(1), new Secret(line.group(2)));
    }
}
