package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.function.Predicate;

/** Makes the account of how a run ended, with what every thread that was left was waiting for. */
final class Endings {

    /** Of more threads nobody reads the stacks, and to take those of 100,000 takes seconds. */
    private static final int MOST_STACKS = 100;

    /** Numbers for the objects that are mentioned, in the order in which they are. */
    private final IdentityHashMap<Object, Integer> numbers = new IdentityHashMap<>();

    /** Is told what they are called. */
    private final @Nullable Watcher told;

    private Endings(@Nullable Watcher told) {
        this.told = told;
    }

    /**
     * The account of a run that ends now. If there is no stack or memory left to make it, or the
     * program has left something in a state in which it can not be looked at, a shorter one: a run
     * that has failed must never pass because nobody could say so.
     */
    static Ending of(Loop loop, Ending.Kind kind, @Nullable Throwable failure, @Nullable Fiber at) {
        Watcher told = loop.watcher();
        if (told != null && loop.ending == null) {
            told.over();
        }
        try {
            return inFull(loop, kind, failure, at);
        } catch (VirtualMachineError | LinkageError e) {
            return new Ending(
                    kind, failure, at == null ? null : at.toString(), loop.turn(), List.of());
        }
    }

    private static Ending inFull(
            Loop loop, Ending.Kind kind, @Nullable Throwable failure, @Nullable Fiber at) {
        if (failure != null) {
            Frames.trimAll(failure);
        }
        List<Ending.Standing> standing =
                switch (kind) {
                    case FINISHED -> List.of();
                    case FAILED, PROPERTY ->
                            at != null && loop.driver().takesStacks()
                                    ? waiting(loop, kind, at)
                                    : List.of();
                    default -> standing(loop, kind, at, fiber -> !isIdle(fiber));
                };
        return new Ending(kind, failure, at == null ? null : at.toString(), loop.turn(), standing);
    }

    /**
     * What the others were waiting for when one thread has failed. Workers of pools that wait for a
     * task do not count.
     */
    private static List<Ending.Standing> waiting(Loop loop, Ending.Kind kind, Fiber failed) {
        return standing(loop, kind, failed, fiber -> fiber != failed && waits(loop, fiber)).stream()
                .filter(one -> !isIdleWorker(one.stack()))
                .toList();
    }

    private static boolean waits(Loop loop, Fiber fiber) {
        return fiber.wait != Wait.NOTHING && fiber.set != loop.runnable && !isIdle(fiber);
    }

    private static boolean isIdleWorker(List<StackTraceElement> stack) {
        return stack.stream()
                .takeWhile(frame -> !Frames.isOfTheProgram(frame))
                .anyMatch(Frames::isIdleWorker);
    }

    private static List<Ending.Standing> standing(
            Loop loop, Ending.Kind kind, @Nullable Fiber at, Predicate<Fiber> counts) {
        Endings account = new Endings(loop.watcher());
        Causes causes = new Causes(loop, kind);
        List<Ending.Standing> all = new ArrayList<>();
        for (int id = 0; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null && counts.test(fiber)) {
                boolean looks = all.size() < MOST_STACKS || fiber == at;
                all.add(account.standing(loop, causes, fiber, looks));
            }
        }
        return List.copyOf(all);
    }

    /** Whether it has nothing to do but to wait for a coroutine that it could run. */
    private static boolean isIdle(Fiber fiber) {
        boolean runsCoroutines = fiber.wait == Wait.TURN || fiber.wait == Wait.EVENT;
        return runsCoroutines && fiber.waitingFor == null && fiber.thread().isDaemon();
    }

    private Ending.Standing standing(Loop loop, Causes causes, Fiber fiber, boolean looks) {
        List<StackTraceElement> stack =
                looks && loop.driver().takesStacks() ? Frames.of(fiber) : List.of();
        // What it waits for is to be the same whether or not somebody wants to see the stacks.
        Causes.Why why = causes.of(fiber, () -> looks ? Frames.of(fiber) : List.of());
        Object on = why.on();
        Thread by = why.by();
        String text = "";
        if (on instanceof Monitor monitor) {
            text = describe(monitor.object());
        } else if (on instanceof Initialisation.Taken taken) {
            text = describe(taken.type);
        } else if (on instanceof Fiber joined) {
            text = "thread '" + joined + "'";
        } else if (fiber.wait == Wait.TURN || fiber.wait == Wait.EVENT) {
            text = on == null ? "" : on.toString();
        } else if (on instanceof String named) {
            text = "a " + named;
        } else if (on != null) {
            text = describe(on);
        }
        Duration left =
                fiber.hasTimer()
                        ? Duration.ofNanos(Math.max(0, fiber.deadline - loop.clock().now()))
                        : null;
        return new Ending.Standing(
                fiber.toString(),
                fiber.wait,
                text,
                by == null ? "" : causes.name(by),
                why.cause(),
                why.detail(),
                left,
                fiber.thread().isDaemon(),
                stack);
    }

    /**
     * Names an object by its class and a number that is the same in every replay; never by its own
     * code, which may do anything.
     */
    private String describe(Object object) {
        if (object instanceof Class<?> type) {
            return "class " + type.getName();
        }
        Integer number = numbers.computeIfAbsent(object, key -> numbers.size() + 1);
        String text = typeOf(object) + " #" + number;
        if (told != null) {
            told.mentions(object, text);
        }
        return text;
    }

    private static String typeOf(Object object) {
        return Signals.isCondition(object)
                ? Condition.class.getName()
                : Printed.typeOf(object).getTypeName();
    }
}
