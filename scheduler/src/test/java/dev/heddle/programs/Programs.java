package dev.heddle.programs;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.World;
import dev.heddle.properties.PropertyPrograms;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All programs, with what exploring each must find. The bodies are lambdas and not method
 * references so that no program's class is loaded before the first run of it.
 */
enum Programs {
    RACY_COUNTER(() -> RacyCounter.broken(), Ending.Kind.FAILED, "an update was lost: 1"),
    LOCKED_COUNTER(() -> RacyCounter.correct()),
    CHECK_THEN_ACT_PLAIN(
            () -> CheckThenAct.broken(new HashMap<>()),
            Ending.Kind.FAILED,
            "the seat was booked twice"),
    CHECK_THEN_ACT_CONCURRENT(
            () -> CheckThenAct.broken(new ConcurrentHashMap<>()),
            Ending.Kind.FAILED,
            "the seat was booked twice"),
    PUT_IF_ABSENT(() -> CheckThenAct.putIfAbsent(new ConcurrentHashMap<>())),
    COMPUTE_IF_ABSENT(() -> CheckThenAct.computeIfAbsent(new ConcurrentHashMap<>())),
    MONITORS_CROSSED(() -> TwoMonitors.broken(), Ending.Kind.DEADLOCK, "Deadlock"),
    MONITORS_ORDERED(() -> TwoMonitors.correct()),
    BUFFERS_CROSSED(() -> TwoBuffers.broken(), Ending.Kind.DEADLOCK, "Deadlock"),
    BUFFERS_ONE_BY_ONE(() -> TwoBuffers.correct()),
    LOCKS_CROSSED(() -> TwoLocks.broken(), Ending.Kind.DEADLOCK, "Deadlock"),
    LOCKS_ORDERED(() -> TwoLocks.correct()),
    NOTIFY_LOST(() -> LostNotify.broken(), Ending.Kind.DEADLOCK, "Deadlock"),
    NOTIFY_REMEMBERED(() -> LostNotify.correct()),
    WAIT_WITHOUT_LOOP(() -> WaitWithoutLoop.broken(), Ending.Kind.FAILED, "woken for nothing"),
    WAIT_IN_LOOP(() -> WaitWithoutLoop.correct()),
    PUBLISH_THEN_INITIALISE(() -> LazyInit.broken(), Ending.Kind.FAILED, "seen half-built"),
    INITIALISE_THEN_PUBLISH(() -> LazyInit.correct()),
    TIMED_GET(() -> TimedGet.correct()),
    BLOCKING_QUEUE(() -> BlockingQueueHandOver.correct()),
    BUFFER_LOOKS_ONCE(() -> BoundedBuffer.broken(), Ending.Kind.FAILED, "NoSuchElementException"),
    BUFFER_LOOKS_AGAIN(() -> BoundedBuffer.correct()),
    DRAWS_A_NUMBER(() -> LeftToChance.number(8), Ending.Kind.FAILED, "the number was 3"),
    DRAWS_NO_SUCH_NUMBER(() -> LeftToChance.number(3)),
    HASHED_OBJECTS(
            () -> LeftToChance.firstAdded(new HashSet<>()), Ending.Kind.FAILED, "not the first"),
    LINKED_OBJECTS(() -> LeftToChance.firstAdded(new LinkedHashSet<>())),
    UNORDERED_SET(
            () -> LeftToChance.firstNamed(Set.of("left", "right")),
            Ending.Kind.FAILED,
            "left was not the first"),
    ORDERED_LIST(() -> LeftToChance.firstNamed(List.of("left", "right"))),
    COROUTINES_LOSE_AN_UPDATE(
            () -> Coroutines.lostUpdate(), Ending.Kind.FAILED, "an update was lost: 1"),
    COROUTINES_LOCKED(() -> Coroutines.lockedUpdate()),
    COROUTINES_CROSSED(() -> Coroutines.locksCrossed(), Ending.Kind.DEADLOCK, "Deadlock"),
    COROUTINES_ORDERED(() -> Coroutines.locksOrdered()),
    COROUTINES_AT_WORK(() -> Coroutines.workers()),
    LEAKED_THREAD(() -> LeakedThread.broken(), Ending.Kind.LEAK, "left threads behind"),
    ENDED_THREAD(() -> LeakedThread.correct()),
    TIMEOUT_TOO_SHORT(
            () -> AnswerInTime.within(10), slow(20), Ending.Kind.FAILED, "no answer in time"),
    TIMEOUT_LONG_ENOUGH(
            () -> AnswerInTime.within(20), World.DEFAULT.withSlack(Duration.ofNanos(19_999_999))),
    TIME_MOVED_BY_HAND(() -> MovedByHand.correct(), World.DEFAULT.withManualTime(true)),
    TIME_NOT_MOVED(
            () -> MovedByHand.broken(),
            World.DEFAULT.withManualTime(true),
            Ending.Kind.STANDSTILL,
            "Time stands still"),
    METHOD_REFERENCES(
            () -> OtherMeans.methodReferencesApart(), Ending.Kind.FAILED, "an update was lost"),
    METHOD_REFERENCE(() -> OtherMeans.methodReferenceInOne()),
    REFLECTION(() -> OtherMeans.reflectionApart(), Ending.Kind.FAILED, "an update was lost"),
    REFLECTION_LOCKED(() -> OtherMeans.reflectionLocked()),
    METHOD_HANDLES(() -> OtherMeans.methodHandlesApart(), Ending.Kind.FAILED, "an update was lost"),
    METHOD_HANDLE_LOCKED(() -> OtherMeans.methodHandleLocked()),
    VAR_HANDLE(() -> OtherMeans.varHandleApart(), Ending.Kind.FAILED, "an update was lost"),
    VAR_HANDLE_IN_ONE(() -> OtherMeans.varHandleInOne()),
    HIDDEN_CLASS(() -> OtherMeans.hiddenAndRacy(), Ending.Kind.FAILED, "an update was lost"),
    HIDDEN_CLASS_LOCKED(() -> OtherMeans.hiddenAndLocked()),
    HUGE_METHODS(() -> OtherMeans.hugeMethodsApart(), Ending.Kind.FAILED, "an update was lost"),
    HUGE_METHOD(() -> OtherMeans.hugeMethodInOne()),
    INITIALISER(() -> OtherMeans.initialiser(false), Ending.Kind.FAILED, "an update was lost"),
    INITIALISER_LOCKED(() -> OtherMeans.initialiser(true)),
    LOOP_AND_THREAD(() -> LoopAndThread.broken(), Ending.Kind.FAILED, "an update was lost"),
    LOOP_AND_THREAD_LOCKED(() -> LoopAndThread.correct()),
    FIRST_OF_TWO_TASKS(
            () -> LoopAndThread.takesTheFirst(), Ending.Kind.FAILED, "left was not the first"),
    TASKS_CROSSED(() -> LoopAndThread.locksCrossed(), Ending.Kind.DEADLOCK, "Deadlock"),
    LOOP_ASKS_THREAD(() -> LoopAndThread.conversation()),
    PROPERTY_BROKEN(
            () -> PropertyPrograms.OVERDRAWN.run(false),
            Ending.Kind.PROPERTY,
            "Property 'no overdraft' does not hold"),
    PROPERTY_HOLDS(() -> PropertyPrograms.COUNTED_IN_A_POOL.run(true)),
    PROPERTY_LATE(
            () -> PropertyPrograms.ANSWERED_LATE.run(false),
            Ending.Kind.PROPERTY,
            "did not become true within 10s"),
    PROPERTY_AT_REST(() -> PropertyPrograms.BORROWED_OVERNIGHT.run(true));

    private final Body body;
    private final World world;
    private final Ending.Kind finds;
    private final String says;

    Programs(Body body) {
        this(body, World.DEFAULT);
    }

    Programs(Body body, World world) {
        this(body, world, Ending.Kind.FINISHED, "");
    }

    Programs(Body body, Ending.Kind finds, String says) {
        this(body, World.DEFAULT, finds, says);
    }

    Programs(Body body, World world, Ending.Kind finds, String says) {
        this.body = body;
        this.world = world;
        this.finds = finds;
        this.says = says;
    }

    Body body() {
        return body;
    }

    /** What it must find around it. */
    World world() {
        return world;
    }

    /** An explorer with the settings that make its world. */
    Explorer explorer() {
        Explorer explorer = Heddle.explorer().timerSlack(world.slack());
        return world.manualTime() ? explorer.manualTime() : explorer;
    }

    private static World slow(long millis) {
        return World.DEFAULT.withSlack(Duration.ofMillis(millis));
    }

    /** How a run of a broken program ends that shows the bug; finished for a correct one. */
    Ending.Kind finds() {
        return finds;
    }

    /** What the message of the failure says. */
    String says() {
        return says;
    }

    boolean isBroken() {
        return finds != Ending.Kind.FINISHED;
    }
}
