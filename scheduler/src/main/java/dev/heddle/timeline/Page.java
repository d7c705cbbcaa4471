package dev.heddle.timeline;

import dev.heddle.trace.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts data into a page. What shows it there is the script beside this class, which makes each text
 * a text node; here it is made sure that no text ends the element that it stands in. The page
 * forbids itself to load anything, and to execute anything but that script.
 */
public final class Page {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private Page() {}

    /**
     * A page.
     *
     * @param title what it is about
     * @param text all of it as text, for who can not, or does not want to, execute a script
     * @param data what the script shows
     */
    public static String of(String title, String text, Map<String, @Nullable Object> data) {
        String script = resource("page.js");
        Map<String, String> parts =
                Map.of(
                        "title", escaped(title),
                        "text", escaped(text),
                        "style", resource("page.css"),
                        "script", script,
                        "hash", hash(script),
                        "data", inScript(Json.text(data)));
        // In one pass: what is put in is not looked at again.
        return PLACE.matcher(resource("page.html"))
                .replaceAll(
                        place -> Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }

    /** As the content of an element, or the value of an attribute. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.append(c);
                default -> {
                    if (Character.isISOControl(c)) {
                        escaped.append('\uFFFD'); // A page must not have it, escaped or not.
                    } else if (c > '~') {
                        int point = text.codePointAt(i);
                        boolean isHalf = Character.isSurrogate(c) && point == c;
                        escaped.append(isHalf ? "\uFFFD" : "&#" + point + ";");
                        i += Character.charCount(point) - 1;
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }

    /** JSON as the content of a script element: nothing in there ends it, or begins a comment. */
    static String inScript(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    /** By which the page names the one script that may be executed. */
    private static String hash(String script) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(script.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JVM has SHA-256.", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The file %s is not in Heddle's jar: it was left out when the jar was packed"
                                        .formatted(name)
                                + " anew.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + name + " can not be read.", e);
        }
    }
}
