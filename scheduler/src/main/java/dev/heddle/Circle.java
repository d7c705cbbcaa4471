package dev.heddle;

import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Threads, or coroutines, each of which waits for what the next one has: what each of them has done
 * before, so that none of them can go on. Who waits for what is told elsewhere.
 */
final class Circle {

    /** With more of them nobody reads what each has. */
    private static final int MOST = 6;

    /** What a coroutine awaits that another one has, as it stands in an account. */
    private static final String LOCK_OF_A_TASK = "a lock that task '";

    private final List<Standing> members;

    private Circle(List<Standing> members) {
        this.members = members;
    }

    /**
     * In words that may follow on "when"; an empty string if there is no circle among these, or no
     * more to be said than that they wait.
     */
    static String among(List<Standing> standing) {
        Map<String, Standing> byName = new HashMap<>();
        standing.forEach(one -> byName.put(one.thread(), one));
        for (Standing one : standing) {
            List<Standing> members = from(one, byName);
            if (!members.isEmpty()) {
                return new Circle(members).words();
            }
        }
        return "";
    }

    /** Each before the one that it waits for. */
    private static List<Standing> from(Standing first, Map<String, Standing> byName) {
        List<Standing> members = new ArrayList<>();
        @Nullable Standing at = first;
        while (at != null && members.size() < byName.size() && !at.on().isEmpty()) {
            members.add(at);
            at = byName.get(at.heldBy());
            if (at != null && at.thread().equals(first.thread())) {
                return members;
            }
        }
        return List.of();
    }

    private String words() {
        Standing first = members.getFirst();
        if (members.size() > MOST) {
            return "%,d threads wait for each other in a circle, from '%s' on"
                    .formatted(members.size(), first.thread());
        }
        if (members.stream().allMatch(Circle::isCoroutine)) {
            return members.stream().allMatch(Circle::wantsLockOfATask)
                    ? ofCoroutines()
                    : ""; // They await each other, and that is all that they have done.
        }
        if (members.size() == 1) {
            return "'%s' waits for %s, which it has itself".formatted(first.thread(), first.on());
        }
        if (members.stream().allMatch(one -> hasTaken(one) && one.on().equals(first.on()))) {
            return "%s have %s taken %s, before either of them gives it back"
                    .formatted(names(), members.size() == 2 ? "both" : "all", first.on());
        }
        for (Standing one : members) {
            if (isAgain(one)) {
                return "'%s' has taken %s and waits for it again, behind '%s' in its queue"
                        .formatted(one.thread(), one.on(), one.heldBy());
            }
        }
        List<String> words = new ArrayList<>();
        members.forEach(one -> words.add(has(one)));
        String last = members.size() == 2 ? "either gets the other" : "any of them gets the next";
        return String.join(" and ", words)
                + (members.stream().allMatch(Circle::hasTaken) ? ", before " + last : "");
    }

    /** Whether it wants once more, from behind in the queue, what the one before it waits for. */
    private boolean isAgain(Standing one) {
        return members.size() == 2
                && one.cause() == Cause.CIRCLE
                && one.detail().startsWith("behind ")
                && other(one).on().equals(one.on());
    }

    /** The one after it. */
    private Standing other(Standing one) {
        return members.get((members.indexOf(one) + 1) % members.size());
    }

    private String ofCoroutines() {
        return members.size() == 1
                ? names() + " has taken a lock and awaits it again"
                : "%s have each taken a lock, before %s"
                        .formatted(
                                names(),
                                members.size() == 2
                                        ? "either gets that of the other"
                                        : "any of them gets that of the next");
    }

    /** All of them, in the order of the alphabet. */
    private String names() {
        List<String> names =
                members.stream().map(one -> "'" + one.thread() + "'").sorted().toList();
        int last = names.size() - 1;
        return last == 0
                ? names.getFirst()
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }

    private static boolean isCoroutine(Standing one) {
        return one.waiting() == Wait.TURN || one.waiting() == Wait.EVENT;
    }

    private static boolean wantsLockOfATask(Standing one) {
        return isCoroutine(one) && one.on().startsWith(LOCK_OF_A_TASK);
    }

    /** Whether somebody has locked what it waits for. */
    private static boolean hasTaken(Standing one) {
        return !isCoroutine(one) && one.waiting() != Wait.CLASS && one.detail().isEmpty();
    }

    /** What the one has that this one waits for. */
    private static String has(Standing one) {
        if (wantsLockOfATask(one)) {
            return "'%s' has taken a lock that '%s' awaits".formatted(one.heldBy(), one.thread());
        }
        if (isCoroutine(one)) {
            return "'%s' awaits %s".formatted(one.thread(), one.on());
        }
        if (one.waiting() == Wait.CLASS) {
            return "'%s' is initialising %s".formatted(one.heldBy(), one.on());
        }
        return hasTaken(one)
                ? "'%s' has taken %s".formatted(one.heldBy(), one.on())
                : "'%s' waits for %s, %s".formatted(one.thread(), one.on(), one.detail());
    }
}
