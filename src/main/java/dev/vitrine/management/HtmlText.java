package dev.vitrine.management;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** HTML that is written piece by piece; whatever is not markup is escaped. */
final class HtmlText {
    private static final Pattern STRONG = Pattern.compile("\\*\\*(.+?)\\*\\*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern PARAGRAPHS = Pattern.compile("\n\\s*\n");
    private static final Pattern ITEMS = Pattern.compile("(?m)^- ");

    private final StringBuilder html = new StringBuilder();

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Adds markup as it is. */
    HtmlText raw(String markup) {
        html.append(markup);
        return this;
    }

    HtmlText text(String text) {
        return raw(escaped(text));
    }

    HtmlText element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    HtmlText link(String target, String text) {
        return raw("<a href=\"").text(target).raw("\">").text(text).raw("</a>");
    }

    /** Adds a text with paragraphs, lists, strong words and code in Markdown; nothing for null. */
    HtmlText markdown(@Nullable String text) {
        if (text != null) {
            for (String paragraph : PARAGRAPHS.split(text.strip(), -1)) {
                block(paragraph.strip());
            }
        }
        return this;
    }

    private void block(String paragraph) {
        if (!paragraph.startsWith("- ")) {
            raw("<p>").raw(inline(paragraph)).raw("</p>");
            return;
        }
        raw("<ul>");
        for (String item : ITEMS.split(paragraph.substring(2), -1)) {
            raw("<li>").raw(inline(item.strip())).raw("</li>");
        }
        raw("</ul>");
    }

    private static String inline(String text) {
        String strong = STRONG.matcher(escaped(text)).replaceAll("<strong>$1</strong>");
        return CODE.matcher(strong).replaceAll("<code>$1</code>");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
