package dev.heddle.flaky;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which of the things that a test does outside of its run can make its result another one. */
final class Outward {

    /** What comes from the machine or from others, and is never twice the same for certain. */
    private static final List<Pattern> CHANGING =
            List.of(
                    Pattern.compile(" asks the JVM (for|about) "),
                    Pattern.compile(" looks at the processes of "),
                    Pattern.compile(" tries to reach "),
                    Pattern.compile(" (reads|opens|uses) the file /(proc|sys)/"));

    private static final Pattern CONNECTS = Pattern.compile(" connects to (\\S+)");
    private static final Pattern LOOKS_UP = Pattern.compile(" looks up the host (\\S+)");
    private static final Pattern LISTENS = Pattern.compile(" listens at \\S*:(\\d+)");
    private static final Pattern LOCAL =
            Pattern.compile(
                    "^[^/]*/?(127\\.|localhost|\\[?::1|\\[?0:0:0:0:0:0:0:1|0\\.0\\.0\\.0).*");

    private Outward() {}

    /** Whether others, or the machine, have a say in what comes of this. */
    static boolean isChanging(String sentence) {
        if (CHANGING.stream().anyMatch(pattern -> pattern.matcher(sentence).find())) {
            return true;
        }
        Matcher listens = LISTENS.matcher(sentence);
        if (listens.find()) {
            return !listens.group(1).equals("0"); // Somebody else may have that port.
        }
        return isElsewhere(CONNECTS.matcher(sentence)) || isElsewhere(LOOKS_UP.matcher(sentence));
    }

    private static boolean isElsewhere(Matcher named) {
        return named.find() && !LOCAL.matcher(named.group(1).replaceAll("[,.]$", "")).matches();
    }

    /** Whether something that was thrown came from a file, the network or a process. */
    static boolean isOfOutside(@Nullable Throwable thrown) {
        Throwable at = thrown;
        for (int depth = 0; at != null && depth < 20; depth++) {
            if (at instanceof IOException || at instanceof java.io.UncheckedIOException) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }

    /** Not what a test framework does by itself. */
    static boolean isOfProgram(String sentence) {
        return !sentence.contains(", at org.junit.")
                && !sentence.contains(", at net.jqwik.")
                && !sentence.contains(", at dev.heddle.flaky.");
    }
}
