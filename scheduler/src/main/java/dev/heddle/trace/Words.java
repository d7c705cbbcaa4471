package dev.heddle.trace;

import dev.heddle.kernel.Monitor;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.Condition;

/** What is done in a step, in words: as it stands in a row of the table. */
final class Words {

    private Words() {}

    /** All that can be told of it without numbers of objects. */
    static String action(Event event) {
        return switch (event.other) {
            case Event.Other.Waits(Wait wait, Object on) -> waiting(wait, on, simpleName(on));
            case Event.Other.Notifies(String waiter) -> "notifies '" + waiter + "'";
            case Event.Other.Stalls(long nanos) -> "time passes: " + text(nanos);
            case Event.Other.Ends ends -> "ends";
            case Event.Other.Marks(String name) -> "marks '" + name + "'";
            case null -> passing(event);
        };
    }

    private static String passing(Event event) {
        if (event.isElement()) {
            return (event.writes() ? "writes" : "reads") + " element " + event.member;
        }
        if (event.isOfTheJdk() && !event.call().isEmpty()) {
            return "calls " + event.call();
        }
        String action = event.action();
        return action.isEmpty() ? "lets others go first" : action;
    }

    /** So much time, as {@code 1.5s}. */
    static String text(long nanos) {
        return Duration.ofNanos(nanos).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    /** Where it is parked, if the JDK has done that for it and does not say for what. */
    static String within(String call) {
        return call.isEmpty() || call.startsWith("LockSupport.")
                ? "parks"
                : "waits in " + call.replaceFirst("^\\w+\\.ConditionObject\\.", "Condition.");
    }

    /** That a thread or a coroutine waits; the name is that of what it waits for, or empty. */
    static String waiting(Wait wait, @Nullable Object on, String name) {
        String what = name.isEmpty() ? "" : " " + name;
        return switch (wait) {
            case NOTHING -> "goes on";
            case MONITOR -> "waits to enter" + what;
            case NOTIFICATION -> "waits to be notified" + (what.isEmpty() ? "" : " on" + what);
            case UNPARK ->
                    what.isEmpty()
                            ? "parks"
                            : on instanceof Condition
                                    ? "waits to be signalled on" + what
                                    : "waits for" + what;
            case TIME -> "sleeps";
            case THREAD -> "joins '" + on + "'";
            case OUTSIDE -> "waits for something outside the run";
            case OTHERS -> "moves time";
            case CLASS -> "waits for the initialiser of " + on;
            case INITIALISER -> "waits for a class that another thread is initialising";
            case TURN, EVENT -> "awaits " + on;
        };
    }

    private static String simpleName(@Nullable Object on) {
        return on == null
                ? ""
                : Values.typeName(on instanceof Monitor monitor ? monitor.object() : on);
    }
}
