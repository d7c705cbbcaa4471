package dev.heddle.detect;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says of threads that wait for what nobody alive can give them what that is, and by what name. */
@Internal
public final class Waits {

    /** A thread that is joined, as it stands in an account. */
    private static final Pattern JOINED = Pattern.compile("thread '(.*)'", Pattern.DOTALL);

    /** A task that is awaited, by itself or among others, as it stands in an account. */
    private static final Pattern TASK = Pattern.compile("task '(.*?)'", Pattern.DOTALL);

    /** In one sentence more of them are not read. */
    private static final int MOST = 3;

    private Waits() {}

    /** What went wrong in a run that has ended as a deadlock. */
    public static String summary(Ending ending) {
        boolean ofInitialisers =
                ending.standing().stream()
                        .anyMatch(
                                one ->
                                        one.waiting() == Wait.CLASS
                                                || one.waiting() == Wait.INITIALISER);
        String name = ofInitialisers ? "Deadlock of class initialisers: " : "Deadlock: ";
        List<Standing> circle = circle(ending.standing());
        boolean goOn = ending.standing().stream().anyMatch(Waits::goesOn);
        if (!circle.isEmpty()) {
            return name + sentence(circle) + (goOn ? othersGoOn(ending, circle) : "");
        }
        String because = because(ending);
        return goOn && !because.isEmpty()
                ? name + because.strip() + " Others can go on."
                : name + "no thread can go on, and no timer is set." + because;
    }

    /**
     * Nothing else needs to be said of a circle that was told at once: nobody could have opened it.
     */
    private static String othersGoOn(Ending ending, List<Standing> circle) {
        return ending.thread() == null
                ? " Others can go on."
                : " Others can go on, and have gone on for more than 3,000 steps, but none has"
                        + " ended that by "
                        + opening(circle)
                        + ".";
    }

    /** What could have ended the waits of a circle that was not told at once. */
    private static String opening(List<Standing> circle) {
        return circle.stream().anyMatch(Waits::isOfACoroutine)
                ? "cancelling one of them"
                : "an interrupt";
    }

    /**
     * Threads that wait for each other in a run that a limit has ended, or for what nobody has
     * given them though the run can not end without them; or an empty string.
     */
    public static String besides(Ending ending) {
        List<Standing> circle = circle(ending.standing());
        if (circle.isEmpty()) {
            return inVain(ending);
        }
        return " %s They wait for each other, and only %s could have ended that."
                .formatted(sentence(circle), opening(circle));
    }

    private static String inVain(Ending ending) {
        List<Standing> needed = ending.standing().stream().filter(one -> !one.daemon()).toList();
        String because =
                needed.isEmpty() || needed.stream().anyMatch(Waits::goesOn) ? "" : because(ending);
        return because.isEmpty() ? "" : " Only daemons could go on." + because;
    }

    private static boolean isOfACoroutine(Standing one) {
        return one.waiting() == Wait.TURN || one.waiting() == Wait.EVENT;
    }

    private static boolean goesOn(Standing one) {
        return one.waiting() == Wait.NOTHING || one.timed();
    }

    /**
     * Why those wait for ever who do not wait for one of the others, by the name of the cause, as a
     * sentence that follows upon another; an empty string if it is not known of any.
     */
    public static String because(Ending ending) {
        Set<String> names = new HashSet<>();
        ending.standing().forEach(one -> names.add(one.thread()));
        List<Standing> first = new ArrayList<>();
        for (Standing one : ending.standing()) {
            if (!name(one.cause()).isEmpty()
                    && !names.contains(awaited(one))
                    && TASK.matcher(one.on())
                            .results()
                            .noneMatch(it -> names.contains(it.group(1)))) {
                first.add(one);
            }
        }
        if (first.stream().anyMatch(one -> !one.daemon())) {
            first.removeIf(Standing::daemon);
        }
        if (first.stream().anyMatch(one -> one.cause() != Cause.NEVER_UNPARKED)) {
            first.removeIf(one -> one.cause() == Cause.NEVER_UNPARKED); // That says least.
        }
        if (first.isEmpty()) {
            return "";
        }
        // One name for those that have it in common, in the order in which they come.
        Cause cause = first.getFirst().cause();
        List<Standing> alike = first.stream().filter(one -> one.cause() == cause).toList();
        return " " + name(cause) + ": " + sentence(alike);
    }

    private static String sentence(List<Standing> threads) {
        StringBuilder text = new StringBuilder();
        for (Standing one : threads.subList(0, Math.min(MOST, threads.size()))) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append('\'')
                    .append(one.thread())
                    .append("' ")
                    .append(words(one));
        }
        int more = threads.size() - MOST;
        return text + (more > 0 ? "; and %,d more.".formatted(more) : ".");
    }

    /** Those that wait for each other, each before the one that it waits for. */
    private static List<Standing> circle(List<Standing> standing) {
        Map<String, Standing> byName = new HashMap<>();
        standing.forEach(one -> byName.put(one.thread(), one));
        for (Standing first : standing) {
            List<Standing> circle = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Standing at = first;
            while (at != null && at.cause() == Cause.CIRCLE && seen.add(at.thread())) {
                circle.add(at);
                at = byName.get(awaited(at));
            }
            if (!circle.isEmpty() && at != null && at.thread().equals(first.thread())) {
                return circle;
            }
        }
        // Two threads may have one name.
        return standing.stream().filter(one -> one.cause() == Cause.CIRCLE).toList();
    }

    /** The name of the thread that one waits for; empty if that is not known. */
    private static String awaited(Standing one) {
        if (!one.heldBy().isEmpty()) {
            return one.heldBy();
        }
        Matcher joined = JOINED.matcher(one.on());
        return one.waiting() == Wait.THREAD && joined.matches() ? joined.group(1) : "";
    }

    /** What a cause is called, at the beginning of a sentence; empty for what is no cause. */
    private static String name(Cause cause) {
        return switch (cause) {
            case NONE, THREAD_NEVER_ENDS -> "";
            case NEVER_UNPARKED -> "Never unparked";
            case COROUTINE_NEVER_RESUMED -> "Never resumed";
            case CIRCLE -> "Circle";
            case LOCK_HELD, LOCK_QUEUE_STANDS_STILL -> "Lock never free";
            case LOCK_NEVER_UNLOCKED -> "Lock never unlocked";
            case LOST_WAKE_UP -> "Lost wake-up";
            case NEVER_NOTIFIED -> "Never notified";
            case LATCH_NEVER_COUNTED_DOWN -> "Latch never counted down";
            case NO_PERMIT -> "Permit never released";
            case QUEUE_NEVER_FILLED -> "Queue never filled";
            case QUEUE_NEVER_EMPTIED -> "Queue never emptied";
            case NO_PARTNER -> "No partner";
            case BARRIER_INCOMPLETE -> "Barrier never reached by all";
            case PHASE_INCOMPLETE -> "Phase never reached by all";
            case TASK_NEVER_BEGUN -> "Task never begun";
            case FUTURE_NEVER_COMPLETED -> "Future never completed";
            case POOL_NEVER_ENDS -> "Pool never ends";
            case POOL_NEVER_SHUT_DOWN -> "Pool never shut down";
        };
    }

    /** What a thread was doing when its run ended, as it follows upon its name. */
    public static String words(Standing one) {
        Duration left = one.left();
        return what(one)
                + (one.detail().isEmpty() ? "" : ", " + one.detail())
                + (left == null ? "" : ", for another " + text(left))
                + (one.daemon() && !isOfACoroutine(one) ? " (daemon)" : "");
    }

    private static String what(Standing one) {
        String on = one.on().isEmpty() ? "" : " " + one.on();
        return switch (one.waiting()) {
            case NOTHING -> "can run";
            case MONITOR -> "waits to enter the monitor of" + on + heldBy(one);
            case NOTIFICATION -> "waits to be notified on" + on;
            case UNPARK -> parked(one, on);
            case TIME -> "sleeps";
            case THREAD -> "joins" + on;
            case OUTSIDE -> "waits for something outside the run";
            case OTHERS -> "waits for the others, moving time";
            case CLASS ->
                    "waits for"
                            + on
                            + " to be initialised"
                            + (one.heldBy().isEmpty()
                                    ? ""
                                    : ", which '" + one.heldBy() + "' is doing");
            case INITIALISER -> "waits for a class that another thread is initialising";
            case TURN, EVENT -> on.isEmpty() ? "runs an event loop" : "awaits" + on;
        };
    }

    private static String parked(Standing one, String on) {
        return switch (one.cause()) {
            case QUEUE_NEVER_FILLED -> "waits for an element of" + on + ", which is empty";
            case QUEUE_NEVER_EMPTIED -> "waits for room in" + on + ", which is full";
            case NO_PARTNER -> "waits for a partner at" + on;
            case POOL_NEVER_ENDS ->
                    "waits for " + (on.isEmpty() ? "its threads" : on.strip()) + " to end";
            case POOL_NEVER_SHUT_DOWN -> "waits for a task of its pool, which was not shut down";
            case LOST_WAKE_UP, NEVER_NOTIFIED -> "waits to be signalled on" + on;
            default -> on.isEmpty() ? "is parked" : "waits for" + on + heldBy(one);
        };
    }

    private static String heldBy(Standing one) {
        return one.heldBy().isEmpty() || !one.detail().isEmpty()
                ? ""
                : ", held by '" + one.heldBy() + "'";
    }

    /** As it is read aloud: 1h30m, not PT1H30M. */
    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
