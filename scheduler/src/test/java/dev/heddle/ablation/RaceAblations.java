package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.early;
import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** Data races, and each thing that orders accesses: without it there is a false alarm. */
final class RaceAblations {

    private static final String RACES = "detect/Races";
    private static final String CLOCKS = "detect/FiberClocks";
    private static final String MEMORY = "kernel/Memory";
    private static final String ORDERING = "control/Ordering";
    private static final String HANDED = "detect.HandleModesTest#whatWasDoneBeforeIsHandedOver";
    private static final String RACY = "detect.RacesTest#aRaceIsFound";
    private static final String ORDERED = "detect.RacesTest#whatIsOrderedIsNone";

    private static final String HANDED_OVER =
            "detect.HandleModesTest#whatWasDoneBeforeIsHandedOver";

    static final List<Ablation> ALL =
            List.of(
                    // --- what is found
                    of(
                            "two writes",
                            RACES,
                            "if (written == now && reads[place] == 0) { return; } if"
                                    + " (Stamp.isUnordered(written, id, clock)) {",
                            "if (written == now && reads[place] == 0) { return; } if (id < 0) {",
                            RACY + "[STATIC_FIELD]"),
                    of(
                            "a read after a write",
                            RACES,
                            "long written = writes[place]; if (Stamp.isUnordered(written, id,"
                                    + " clock)) { race(fiber, site, object, kind, place, written,"
                                    + " false); } if (before == 0",
                            "if (before == 0",
                            "detect.RacesTest#aReadAfterAWrite"),
                    of(
                            "a write after a read",
                            RACES,
                            "} else if (Stamp.isUnordered(read, id, clock)) {",
                            "} else if (id < 0) {",
                            "detect.RacesTest#aWriteAfterARead"),
                    of(
                            "a write after several reads",
                            RACES,
                            "if (other != id && all.time(other) > clock.get(other)) {",
                            "if (other < 0) {",
                            "detect.RacesTest#aWriteAfterSeveralReads"),
                    of(
                            "the contents of collections",
                            RACES,
                            "if (!contents.areUnsynchronized(object)) {",
                            "if (object != null) {",
                            RACY + "[COLLECTION]"),
                    of(
                            "who only asks a collection does not change it",
                            RACES,
                            "isWrite = (access & Access.CHANGES) != 0;",
                            "isWrite = true;",
                            ORDERED + "[READ_BY_ALL]"),
                    of(
                            "an element is not its neighbour",
                            "control/PointHooks",
                            "object.getClass().isArray() ? Long.hashCode(at) + 1 : 0;",
                            "0;",
                            RACY + "[OTHER_ELEMENT]"),
                    of(
                            "failing for it",
                            RACES,
                            "if (!fails || count == before) { return null; }",
                            "if (fails || count >= before) { return null; }",
                            "detect.RacesTest#aRaceFailsTheScheduleOnRequest"),
                    of(
                            "races that are allowed",
                            RACES,
                            "if (isAllowed(type, otherSite, site)",
                            "if (type == null",
                            "detect.RacesTest#allowedRacesAreNone"),
                    of(
                            "arrays that a static field holds",
                            "detect/Holders",
                            "|| classes.any(type -> holds(type, array));",
                            "&& classes.any(type -> holds(type, array));",
                            "detect.RacesTest#elementsOfAnArrayMayBelongToAFinalStaticField"),

                    // --- what orders
                    of(
                            "a thread comes after its starter",
                            CLOCKS,
                            "clock.join(parent);",
                            "",
                            ORDERED + "[START_AND_JOIN]"),
                    of(
                            "what the starter does then does not",
                            CLOCKS,
                            "parent.tick(by);",
                            "",
                            "detect.RacesTest#oneScheduleIsEnough"),
                    of(
                            "a thread that has ended has released all",
                            MEMORY,
                            "releases(fiber, fiber.thread(), Order.THREAD);",
                            "",
                            ORDERED + "[START_AND_JOIN]"),
                    of(
                            "who has waited for a thread comes after it",
                            "kernel/ProgramThreads",
                            "loop.blocking().join(fiber, other, nanos);"
                                    + " loop.memory.seesWhetherEnded(fiber, thread);",
                            "loop.blocking().join(fiber, other, nanos);",
                            ORDERED + "[START_AND_JOIN]"),
                    of(
                            "who joins a thread that has ended comes after it",
                            "kernel/ProgramThreads",
                            "loop.memory.seesWhetherEnded(fiber, thread); return true;",
                            "return true;",
                            ORDERED + "[JOINED_WHEN_IT_HAD_ENDED]"),
                    of(
                            "who has seen that a thread is dead comes after it",
                            "control/ThreadHooks",
                            "asking.loop().memory().seesWhetherEnded(asking, thread);",
                            "",
                            ORDERED + "[DEAD_IF_NOT_ALIVE]"),
                    of(
                            "who enters a free monitor",
                            "kernel/Monitors",
                            "loop.memory.acquires(fiber, object, Order.MONITOR);",
                            "",
                            ORDERED + "[MONITOR]"),
                    of(
                            "who has waited for a monitor",
                            "kernel/Monitors",
                            "loop.memory.acquires(fiber, monitor.object, Order.MONITOR);",
                            "",
                            ORDERED + "[WAIT_AND_NOTIFY]"),
                    of(
                            "who leaves a monitor",
                            "kernel/Monitors",
                            "loop.memory.releases(owner, monitor.object, Order.MONITOR);",
                            "",
                            ORDERED + "[MONITOR]"),
                    of(
                            "volatile fields",
                            RACES,
                            "clocks.orderByName(fiber, object, member, access); return;",
                            "return;",
                            ORDERED + "[VOLATILE]"),
                    of(
                            "a volatile field that is read after a handle has written it",
                            "detect/FiberClocks",
                            "orderAt(fiber, object, ANY, Access.READS);",
                            "",
                            ORDERED + "[VOLATILE_BY_A_HANDLE]"),
                    of(
                            "a volatile field that a handle reads after it was written by its name",
                            "detect/FiberClocks",
                            "orderAt(fiber, object, NAMED, Access.WRITES);",
                            "",
                            HANDED_OVER + "[FIELD_BY_ITS_NAME_THEN_ACQUIRE]"),
                    of(
                            "handles to static fields",
                            "control/PointHooks",
                            "fiber.loop().memory().orders(fiber, type == null ? VarHandle.class :"
                                    + " type, 0, access);",
                            "",
                            HANDED_OVER + "[STATIC_RELEASE]"),
                    of(
                            "handles that have their object already",
                            "control/PointHooks",
                            "type == null ? VarHandle.class : type",
                            "type == null ? handle : type",
                            HANDED_OVER + "[BOUND_TO_ITS_OBJECT]"),
                    of(
                            "what is no point",
                            "control/PointHooks",
                            "fiber.loop().memory().orders(fiber, object, member, access);",
                            "",
                            ORDERED + "[ATOMIC]",
                            ORDERED + "[BLOCKING_QUEUE]"),
                    early(
                            "volatile fields of the JDK",
                            ORDERING,
                            "this.fields = concurrent || level == Level.MONITORS;",
                            "this.fields = false && concurrent;",
                            ORDERED + "[LOCK]",
                            ORDERED + "[CONCURRENT_MAP]"),
                    early(
                            "handles, in the JDK as well",
                            ORDERING,
                            "this.calls = fields || points;",
                            "this.calls = false && fields;",
                            ORDERED + "[HANDLE_OF_A_PLAIN_FIELD]"),
                    of(
                            "plain accesses by handles to fields",
                            "control/PointHooks",
                            "memory.accessesToo(fiber, in, target.member(), access);",
                            "{}",
                            RACY + "[BY_A_HANDLE]"),
                    of(
                            "and to elements",
                            "control/PointHooks",
                            "memory.accessesToo(fiber, in, index, access | Access.ELEMENT);",
                            "{}",
                            RACY + "[ELEMENT_BY_A_HANDLE]"),
                    of(
                            "and to static fields",
                            "control/PointHooks",
                            "Object in = target.kind() == HandleTarget.Kind.STATIC ? target.type()"
                                    + " : object;",
                            "Object in = object;",
                            "detect.HandleModesTest#aPlainAccessIsARace[STATIC_SET]"),
                    early(
                            "handles that read and write",
                            ORDERING,
                            "return name.endsWith(\"Plain\") ? NOTHING : Access.READS |"
                                    + " Access.WRITES;",
                            "return NOTHING;",
                            ORDERED + "[SWAPPED_BY_A_HANDLE]"),
                    early(
                            "what is exchanged to acquire is not released",
                            ORDERING,
                            "if (!fields && name.endsWith(\"Acquire\")) {",
                            "if (name.isEmpty()) {",
                            HANDED + "[FIELD_EXCHANGED_TO_ACQUIRE]"),
                    early(
                            "what is exchanged to release is not acquired",
                            ORDERING,
                            "if (!fields && name.endsWith(\"Release\")) {",
                            "if (name.isEmpty()) {",
                            HANDED + "[FIELD_EXCHANGED_TO_RELEASE]"),
                    early(
                            "plain and opaque handles order nothing",
                            ORDERING,
                            "if (ordered) {",
                            "if (ordered || name.endsWith(\"Opaque\")) {",
                            RACY + "[OPAQUE_HANDLE]"),
                    early(
                            "the head of a skip list",
                            ORDERING,
                            "&& file.memberName(field).equals(\"head\"))",
                            "&& file.memberName(field).isEmpty())",
                            ORDERED + "[SKIP_LIST]"),
                    of(
                            "who unparks",
                            "kernel/Blocking",
                            "loop.memory.releases(by, fiber, Order.THREAD);",
                            "",
                            ORDERED + "[UNPARK]"),
                    of(
                            "who was unparked",
                            "kernel/Blocking",
                            "loop.memory.acquires(fiber, fiber, Order.THREAD);",
                            "",
                            ORDERED + "[UNPARK]"),
                    of(
                            "who interrupts",
                            "kernel/Blocking",
                            "loop.memory.precedes(fiber);",
                            "",
                            ORDERED + "[INTERRUPT]"),
                    of(
                            "who moves time",
                            "kernel/Steering",
                            "loop.memory.follows(fiber);",
                            "",
                            ORDERED + "[STEERED]"),
                    of(
                            "a coroutine that hands its turn over",
                            "kernel/Waiting",
                            "loop.memory.handsOver(from, to); loop.lookAtClaims(from);",
                            "loop.lookAtClaims(from);",
                            ORDERED + "[COROUTINES]"),
                    of(
                            "a coroutine that hands its turn over among threads",
                            "kernel/Waiting",
                            "wake(to); loop.memory.handsOver(from, to);",
                            "wake(to);",
                            ORDERED + "[COROUTINES_AMONG_THREADS]"),
                    of(
                            "what one does that was handed over to is new to others",
                            CLOCKS,
                            "clock.goesTo(waiting);",
                            "",
                            "detect.SharedClocksTest#whatSharedClocksSayIsWhatFollows"),
                    of(
                            "a coroutine that ends",
                            "kernel/Turns",
                            "loop.memory.handsOver(from, to);",
                            "",
                            ORDERED + "[RETIRED]"),
                    of(
                            "who wakes an event loop",
                            "kernel/Turns",
                            "loop.memory.precedes(sleeper);",
                            "",
                            ORDERED + "[WOKEN]"),
                    of(
                            "final fields",
                            RACES,
                            "if (!read && frozen.leadTo(object, other)) {",
                            "if (read && type == null) {",
                            "detect.RacesTest"
                                    + "#whatAConstructorHasWrittenCanBeSeenThroughFinalFields"),
                    of(
                            "what is written after the constructor",
                            RACES,
                            "clock.tick(fiber.id()); // What it writes from now on is not covered.",
                            "",
                            "detect.RacesTest#whatIsWrittenLaterIsNotCovered"));

    private RaceAblations() {}
}
