package dev.heddle.junit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What can be set by configuration: in {@code junit-platform.properties}, as a system property, or
 * wherever else JUnit takes its configuration parameters from. {@code docs/configuration.md} has
 * them all.
 */
final class Setting {

    /** What every name of a setting begins with. */
    static final String PREFIX = "heddle.";

    /** Those that {@link Interleaved @Interleaved} has an attribute for, which comes first. */
    static final List<String> OF_TESTS =
            List.of(
                    "schedules",
                    "seed",
                    "strategy",
                    "stepLimit",
                    "timeLimitMillis",
                    "virtualTimeLimitMillis",
                    "withinMillis",
                    "perSchedule",
                    "spuriousWakeups",
                    "epoch",
                    "timerSlackMillis",
                    "manualTime",
                    "processors",
                    "allowLeaks",
                    "leaks",
                    "swallowed",
                    "shrink",
                    "strict",
                    "freshClasses",
                    "instrument",
                    "races",
                    "allowRaces",
                    "lockOrders");

    /** What the names of those begin with that only proofs have. */
    static final String OF_A_PROOF = "exhaustive.";

    /** Those that only {@link Exhaustive @Exhaustive} has an attribute for, which comes first. */
    static final List<String> OF_PROOFS =
            List.of(
                    OF_A_PROOF + "schedules",
                    OF_A_PROOF + "withinMillis",
                    OF_A_PROOF + "preemptions",
                    OF_A_PROOF + "spuriousWakeups",
                    OF_A_PROOF + "earlyTimeouts",
                    OF_A_PROOF + "allowIncomplete",
                    OF_A_PROOF + "resume",
                    OF_A_PROOF + "stepLimit");

    static final String ATTACH = "attach";
    static final String REPLAY = "replay";
    static final String SAVED = "saved";
    static final String OUTPUT = "output";
    static final String PROGRESS = "progressSeconds";

    /** Those of this library that no annotation has. */
    static final List<String> OF_THE_EXTENSION = List.of(ATTACH, REPLAY, SAVED, OUTPUT, PROGRESS);

    /** Those that the scheduler looks at by itself, as system properties. */
    static final List<String> OF_THE_SCHEDULER =
            List.of("sources", "async.debug", "async.scheduler");

    /** Those of the Maven plugin. Maven hands what it is given on to the JVM of the tests. */
    static final List<String> OF_THE_PLUGIN =
            List.of(
                    "baseline",
                    "failOn",
                    "flaky.seed",
                    "jdk.home",
                    "names",
                    "now",
                    "only",
                    "order",
                    "propertyName",
                    "reports",
                    "runSeconds",
                    "seconds",
                    "shard",
                    "skip",
                    "slowMillis",
                    "suspects",
                    "workers",
                    "zone");

    /**
     * Beginnings of names that others than this library have a meaning for: by the last one, builds
     * name the version of Heddle that they take.
     */
    static final List<String> OF_OTHERS =
            List.of("flaky.", "asyncio.", "async.", "test.", "prove.", "version");

    private static final int MOST_EDITS = 3;

    private Setting() {}

    /** Whether there is a setting of this name, which begins with {@link #PREFIX}. */
    static boolean isKnown(String key) {
        String name = key.substring(PREFIX.length());
        return OF_TESTS.contains(name)
                || OF_PROOFS.contains(name)
                || OF_THE_EXTENSION.contains(name)
                || OF_THE_SCHEDULER.contains(name)
                || OF_THE_PLUGIN.contains(name)
                || OF_OTHERS.stream().anyMatch(name::startsWith);
    }

    /** What to say of a name that no setting has. */
    static String unknown(String key) {
        String hint =
                nearest(key.substring(PREFIX.length()))
                        .map(name -> "Did you mean %s%s?".formatted(PREFIX, name))
                        .orElseGet(() -> "There are: " + String.join(", ", all()) + ".");
        return "There is no setting %s. %s docs/configuration.md says what each does."
                .formatted(key, hint);
    }

    /** The names of all, in order, without what they begin with. */
    static SortedSet<String> all() {
        TreeSet<String> all = new TreeSet<>(OF_TESTS);
        all.addAll(OF_PROOFS);
        all.addAll(OF_THE_EXTENSION);
        all.addAll(OF_THE_SCHEDULER);
        all.addAll(OF_THE_PLUGIN);
        return all;
    }

    private static Optional<String> nearest(String name) {
        String nearest = null;
        int fewest = MOST_EDITS + 1;
        for (String known : all()) {
            int edits = edits(name.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                nearest = known;
                fewest = edits;
            }
        }
        return Optional.ofNullable(nearest);
    }

    /** How many letters have to be put in, taken out or changed to get from one to the other. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.length()];
    }
}
