package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.control.Sites;
import dev.heddle.kernel.Claim;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Runs;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * What is to be so over time, stated by the program itself, in the body of a run or anywhere below.
 *
 * {@snippet :
 *     Heddle.explore(
 *             () -> {
 *                 Account account = new Account(100);
 *                 Property.always("no overdraft", () -> account.balance() >= 0);
 *                 Thread other = Thread.ofVirtual().start(() -> account.withdraw(80));
 *                 account.withdraw(80);
 *                 other.join();
 *             })
 *         .check();
 * }
 *
 * <p>A property is looked at between any two steps of the program, by whichever thread: where it is
 * broken the run fails at once, with a {@link dev.heddle.kernel.PropertyError} that says who had
 * just done what. It lasts until the end of its run. A condition must neither wait nor change
 * anything; it may lock what is free, and the clocks that it sees are those of the run. Looking
 * leaves no trace: threads are interleaved as if nobody looked, and what a condition reads is no
 * data race.
 *
 * <p>Outside a run all of this does nothing, so it may stay in code that is used elsewhere.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Property {

    private Property() {}

    /**
     * From now on the condition holds, at every moment: between any two steps of the program.
     *
     * <p>A step is what stands between two scheduling points, so between two writes in a critical
     * section it is looked at too. For what holds only outside of it there is {@link
     * #alwaysUnlocked}.
     *
     * @param name says what is to be so, and which property it was when it is broken
     */
    public static void always(String name, BooleanSupplier condition) {
        state(Claim.Kind.ALWAYS, name, condition, null, Duration.ZERO);
    }

    /**
     * From now on the condition holds whenever nobody holds the lock.
     *
     * @param lock an object that is locked by {@code synchronized}, a {@link ReentrantLock}, or a
     *     {@link ReentrantReadWriteLock}, which may be held by readers
     * @throws IllegalArgumentException if it is a lock of another kind
     */
    public static void alwaysUnlocked(String name, Object lock, BooleanSupplier condition) {
        Objects.requireNonNull(lock, "lock");
        boolean isLock = lock instanceof Lock || lock instanceof ReadWriteLock;
        if (isLock
                && !(lock instanceof ReentrantLock)
                && !(lock instanceof ReentrantReadWriteLock)) {
            throw new IllegalArgumentException(
                    "Nobody can tell whether a lock of %s is held. Give an object that is locked by synchronized, a ReentrantLock or a ReentrantReadWriteLock, or state the property by alwaysAtRest."
                            .formatted(lock.getClass()));
        }
        state(Claim.Kind.UNLOCKED, name, condition, lock, Duration.ZERO);
    }

    /**
     * From now on the condition holds whenever nothing goes on: when all threads wait, before time
     * passes, and when the run comes to its end.
     */
    public static void alwaysAtRest(String name, BooleanSupplier condition) {
        state(Claim.Kind.AT_REST, name, condition, null, Duration.ZERO);
    }

    /**
     * The condition becomes true, now or later, for a moment at least.
     *
     * @param within how much virtual time it has for that. If the run comes to its end before, and
     *     it has not become true, the run fails as well
     * @throws IllegalArgumentException if the duration is negative
     */
    public static void eventually(String name, BooleanSupplier condition, Duration within) {
        if (within.isNegative()) {
            throw new IllegalArgumentException(
                    "Property '%s' can not become true within %s, which is negative."
                            .formatted(name, within));
        }
        state(Claim.Kind.EVENTUALLY, name, condition, null, within);
    }

    /**
     * This statement is reached in at least one of the schedules of an exploration. One in which it
     * never is would not know of it: {@link Explorer#sometimes} names what must be reached.
     */
    public static void sometimes(String name) {
        check(name);
        Fiber fiber = Runs.anyGoing() ? Fiber.current() : null;
        if (fiber != null) {
            fiber.loop().claims().reach(fiber, name);
        }
    }

    /**
     * The condition is true, from here on, at some moment of at least one of the schedules of an
     * exploration. If it never is, {@link Report#check} fails.
     */
    public static void sometimes(String name, BooleanSupplier condition) {
        state(Claim.Kind.SOMETIMES, name, condition, null, Duration.ZERO);
    }

    private static void state(
            Claim.Kind kind,
            String name,
            BooleanSupplier condition,
            @Nullable Object lock,
            Duration within) {
        check(name);
        Objects.requireNonNull(condition, "condition");
        Fiber fiber = Runs.anyGoing() ? Fiber.current() : null;
        if (fiber != null) {
            fiber.loop().claims().add(fiber, kind, name, condition, lock, within, Property::place);
        }
    }

    static void check(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "A property needs a name that says what is to be so.");
        }
    }

    /** What is done at the place with this number, and where. */
    private static String place(int number) {
        Sites.Site site = Sites.find(number);
        return site == null
                ? "something at an unknown place"
                : site.action() + " " + site.location();
    }
}
