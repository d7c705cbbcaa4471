package dev.heddle.shrink;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.PropertyError;
import dev.heddle.kernel.Told;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What makes a failure this failure and no other one: how the run ended; what was thrown, with the
 * shape of its message and the line of the program that it came from; which property is broken; or,
 * where threads wait for ever, for what. Two runs with equal likenesses have failed in the same
 * way.
 *
 * <p>Numbers, hash codes and the contents of lists are left out of a message: they are often the
 * symptom's size and not its kind. Bystanders are left out of a deadlock: if threads wait for each
 * other in a circle only those count, else only those of whom nobody is known for whom they wait.
 *
 * @param kind how the run ended
 * @param traits what else is to be the same
 */
@Internal
public record Likeness(Ending.Kind kind, List<String> traits) {

    /** A thread that is joined, as it stands in an account. */
    private static final Pattern JOINED = Pattern.compile("thread '(.*)'", Pattern.DOTALL);

    private static final Pattern HASH = Pattern.compile("@[0-9a-f]+\\b");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:[.,]\\d+)*");
    private static final Pattern LIST = Pattern.compile("\\[[^\\[\\]]*\\]");

    /** A message of which nobody reads the end. */
    private static final int LONGEST = 2_000;

    /** Beginnings of the names of classes that throw on behalf of the program. */
    private static final List<String> ASSERTIONS =
            List.of(
                    "org.junit.",
                    "org.opentest4j.",
                    "org.assertj.",
                    "org.hamcrest.",
                    "org.testng.",
                    "junit.framework.",
                    "com.google.common.truth.",
                    "kotlin.test.");

    /** The likeness of a run that has ended. */
    public static Likeness of(Ending ending) {
        List<String> traits =
                switch (ending.kind()) {
                    case FINISHED, STEP_LIMIT, TIME_LIMIT, STUCK -> List.of();
                    case FAILED -> thrown(ending.failure());
                    case PROPERTY -> property(ending.failure());
                    case DEADLOCK, STANDSTILL, LEAK -> waits(ending.standing());
                };
        return new Likeness(ending.kind(), traits);
    }

    /** Its name as it is; and where it was broken by a step, which. */
    private static List<String> property(@Nullable Throwable failure) {
        if (!(failure instanceof PropertyError broken)) {
            return List.of();
        }
        List<String> traits = new ArrayList<>(List.of(broken.name(), broken.reason().name()));
        if (broken.reason() == PropertyError.Reason.BROKEN) {
            traits.add(String.valueOf(broken.site()));
        }
        Throwable thrown = broken.getCause();
        if (thrown != null) {
            traits.addAll(describe(thrown));
        }
        return List.copyOf(traits);
    }

    // --- what was thrown
    // --------------------------------------------------------------------------

    private static List<String> thrown(@Nullable Throwable failure) {
        if (failure == null) {
            return List.of();
        }
        Throwable root = failure;
        Set<Throwable> seen = new HashSet<>();
        while (root.getCause() != null && seen.add(root)) {
            root = root.getCause();
        }
        List<String> traits = new ArrayList<>(describe(failure));
        if (root != failure) {
            traits.addAll(describe(root));
        }
        return List.copyOf(traits);
    }

    private static List<String> describe(Throwable thrown) {
        if (thrown instanceof Told told) {
            return List.of(thrown.getClass().getName(), shape(told.likeness()));
        }
        return List.of(thrown.getClass().getName(), shape(thrown.getMessage()), site(thrown));
    }

    /** A message without what may be different each time. */
    static String shape(@Nullable String message) {
        if (message == null) {
            return "";
        }
        String text = message.length() <= LONGEST ? message : message.substring(0, LONGEST);
        text = HASH.matcher(text).replaceAll("@#");
        String before;
        do {
            before = text;
            text = LIST.matcher(text).replaceAll("<list>");
        } while (!text.equals(before));
        return NUMBER.matcher(text).replaceAll("#");
    }

    private static String site(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (Frames.isOfTheProgram(frame)
                    && ASSERTIONS.stream().noneMatch(frame.getClassName()::startsWith)) {
                return "%s.%s:%d"
                        .formatted(
                                frame.getClassName(), frame.getMethodName(), frame.getLineNumber());
            }
        }
        return "";
    }

    // --- who waits for what
    // -----------------------------------------------------------------------

    private static List<String> waits(List<Standing> standing) {
        Map<String, Standing> byName = new HashMap<>();
        standing.forEach(one -> byName.put(one.thread(), one));
        List<Standing> culprits = new ArrayList<>();
        for (Standing one : standing) {
            if (isInCircle(one, byName)) {
                culprits.add(one);
            }
        }
        if (culprits.isEmpty()) {
            standing.stream()
                    .filter(one -> one.waiting() != Wait.NOTHING)
                    .filter(one -> !byName.containsKey(awaited(one)))
                    .forEach(culprits::add);
            if (culprits.stream().anyMatch(one -> !one.daemon())) {
                culprits.removeIf(Standing::daemon);
            }
        }
        Set<String> traits = new TreeSet<>();
        for (Standing one : culprits) {
            traits.add(one.waiting() + " " + shape(one.on()));
        }
        return List.copyOf(traits);
    }

    private static boolean isInCircle(Standing one, Map<String, Standing> byName) {
        Standing at = one;
        for (int i = 0; i < byName.size(); i++) {
            at = byName.get(awaited(at));
            if (at == null) {
                return false;
            }
            if (at.thread().equals(one.thread())) {
                return true;
            }
        }
        return false;
    }

    /** The name of the thread for which one waits; empty if nobody knows. */
    private static String awaited(Standing one) {
        if (!one.heldBy().isEmpty()) {
            return one.heldBy();
        }
        var joined = JOINED.matcher(one.on());
        return one.waiting() == Wait.THREAD && joined.matches() ? joined.group(1) : "";
    }
}
