package dev.heddle.docs.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes docs/benchmarks.md: one table for each question, with its goal and whether it is met. */
final class Page {

    private static final double NANOS = 1e9;

    private static final String START_UP = "\n## Start-up\n";

    private final StringBuilder text = new StringBuilder();
    private final Scores scores;

    /** What asyncio takes for the programs of coroutines: nanoseconds, or bytes. */
    private final Python asyncio;

    /** The same for uvloop. */
    private final Python uvloop;

    private Page(Scores scores, Python asyncio, Python uvloop) {
        this.scores = scores;
        this.asyncio = asyncio;
        this.uvloop = uvloop;
    }

    static String of(Scores scores, Python asyncio, Python uvloop) {
        Page page = new Page(scores, asyncio, uvloop);
        page.head();
        page.switches();
        page.schedules();
        page.proofs();
        page.decisions();
        page.detection();
        page.memory();
        page.coroutines();
        page.outside();
        page.startUp();
        return page.text.toString();
    }

    /** The page with its part about the start-up written anew. */
    static String withStartUp(String before, Scores scores) {
        Page part = new Page(scores, Python.NOTHING, Python.NOTHING);
        part.startUp();
        int begin = before.indexOf(START_UP);
        if (begin < 0) {
            throw new IllegalArgumentException("The page has no part about the start-up.");
        }
        int end = before.indexOf("\n## ", begin + START_UP.length());
        return before.substring(0, begin) + part.text + (end < 0 ? "" : before.substring(end));
    }

    /** The page with another section on looking for races. */
    static String withDetection(String before, Scores scores) {
        Page page = new Page(scores, Python.NOTHING, Python.NOTHING);
        page.detection();
        int begin = before.indexOf("\n## Looking for races\n");
        int memory = before.indexOf("\n## Memory\n");
        return before.substring(0, begin < 0 ? memory : begin)
                + page.text
                + before.substring(memory);
    }

    /** The page with another section on proofs. */
    static String withProofs(String before, Scores scores) {
        Page page = new Page(scores, Python.NOTHING, Python.NOTHING);
        page.proofs();
        int begin = before.indexOf("\n## Proofs\n");
        int decisions = before.indexOf("\n## Decisions with many fibers\n");
        return before.substring(0, begin < 0 ? decisions : begin)
                + page.text
                + before.substring(decisions);
    }

    /** The page with another section on coroutines. */
    static String withCoroutines(String before, Scores scores, Python asyncio, Python uvloop) {
        Page page = new Page(scores, asyncio, uvloop);
        page.coroutines();
        String section = page.text.toString().strip() + "\n\n";
        int begin = before.indexOf("## Coroutines\n");
        int at = begin < 0 ? before.indexOf("## Code outside of runs\n") : begin;
        int end = before.indexOf("\n## ", at + 1) + 1;
        return before.substring(0, at) + section + before.substring(begin < 0 ? at : end);
    }

    private void head() {
        add(
                """
                # Benchmarks

                Written by `mvn -q -Pbench package`; do not edit. Measured on %d cores, %s %s, %s %s, \
                at a load average of %.1f at the end (about 1 to 2 if nothing else ran).

                How to read it: every absolute number has a ratio beside it, to something that was measured in the same \
                run of the command on the same machine. Trust the ratio, and no difference below a tenth. Each number \
                is the best iteration after warm-up, in a JVM of its own: other load on a machine makes iterations \
                slower and never faster. If it lasts as long as a whole benchmark, that one looks worse than it is. One alone: `mvn -q -Pbench package -Dbench.args="Switch.*fibers -prof gc"`.
                """,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private void switches() {
        add(
                """

                ## A switch from one thread to another

                Two threads that yield to each other 100,000 times. For a fiber that is a scheduling point, a decision, \
                its entry on the tape, and the switch. Once any agent is loaded, the JVM announces every mount and \
                unmount of a virtual thread to its tool interface; the second line is what the JDK alone takes then.

                | | ns | over a bare continuation |
                | --- | ---: | ---: |
                """);
        switching("bare `jdk.internal.vm.Continuation`, yield and run", "continuations");
        switching("virtual threads, own scheduler, an agent loaded", "virtualThreadsBesideAnAgent");
        switching("virtual threads, own scheduler, no agent", "virtualThreads");
        switching("**fibers**, `Thread.yield`, first in first out", "fibers");
        switching("two OS threads, park and unpark", "osThreads");
        goal(
                "a fiber takes at most 1.6 times as long as a bare continuation",
                scores.ratio("Switch.fibers", "Switch.continuations") <= 1.6);
    }

    private void switching(String what, String name) {
        row(
                what,
                number(scores.of("Switch." + name)),
                times(scores.ratio("Switch." + name, "Switch.continuations")));
    }

    private void schedules() {
        add(
                """

                ## Whole schedules

                By random walk, on one core; failing schedules are counted and passed over. Beside it, the same program \
                on free OS threads in a JVM in which Heddle was never attached.

                | program | schedules a second | free runs a second | ratio |
                | --- | ---: | ---: | ---: |
                """);
        program("2 threads x 5 racy increments", "racyIncrements", "racyIncrementsFree");
        program("two-lock deadlock, detected (free: in order)", "twoLocksDeadlock", "twoLocksFree");
        program(
                "pool, 5 tasks, a day of virtual time (free: no sleep)",
                "poolOverADay",
                "poolFree");
        program("`wait`/`notifyAll` hand-over of 20 items", "handOver", "handOverFree");
        program("4 threads x 250 `ReentrantLock` sections", "lockSections", "lockSectionsFree");
        program("the same, each thread in its turn", "lockSectionsInTurn", "lockSectionsFree");
        program(
                "4 threads x 250 nested `synchronized` pairs",
                "nestedSynchronized",
                "nestedSynchronizedFree");
        add(
                """

                The deadlock can not run free, since it would hang: the free program takes its locks in order. A free \
                run of these small programs is mostly the starting of OS threads: with 4 x 250 lock sections each thread \
                is usually done before the next one has begun, so the lock changes hands about four times, while a \
                schedule by random walk has 2,800 switches. The line below it has as few as the free run has. \
                The ratio says how many runs there are in a second, not how much they show. Free threads need all cores, so other load slows them down more than it does Heddle: on a busy \
                machine this ratio is too good, by a factor of two and more.
                """);
        goal(
                "at least 5 times as fast as free threads on 4 x 250 lock sections, the lock"
                        + " changing hands as seldom",
                scores.ratio("Schedule.lockSectionsFree", "Schedule.lockSectionsInTurn") >= 5);
        goal(
                "the same, the lock changing hands at every chance",
                scores.ratio("Schedule.lockSectionsFree", "Schedule.lockSections") >= 5);
        goal(
                "at least 100,000 schedules a second of the two smallest programs on an idle"
                        + " machine",
                perSecond("Schedule.racyIncrements") >= 100_000
                        && perSecond("Schedule.twoLocksDeadlock") >= 100_000);
    }

    private void program(String what, String controlled, String free) {
        String ours = "Schedule." + controlled;
        String theirs = "Schedule." + free;
        row(
                what,
                number(perSecond(ours)),
                number(perSecond(theirs)),
                times(scores.ratio(theirs, ours)));
    }

    private void proofs() {
        add(
                """

                ## Proofs

                Executions of `Heddle.prove`, each of another interleaving, and all there are. Beside it, runs of the same \
                program on the bare kernel, first in, first out, with nothing that looks at them. The difference is what finding the next interleaving \
                costs: what each step has touched, what comes before what, and which steps could have come in another order. \
                This part alone: `mvn -q -Pbench package -Dbench.args=proofs`; the load average was %.1f at its end.

                | program | interleavings | executions a second | runs of the bare kernel a second | over the bare kernel |
                | --- | ---: | ---: | ---: | ---: |
                """,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        proof("2 threads x 4 racy increments", "3,334", "increments");
        proof("10 writers and a reader, `lastzero(10)`", "3,328", "lastZero");
        proof("8 threads, a compare-and-set each, `casrot(8)`", "2,048", "attempts");
        proof("7 threads, a `ReentrantLock` section each", "5,040", "locked");
        double early = scores.of("Proof.tenMillion:early");
        double late = scores.of("Proof.tenMillion:late");
        add(
                """

                The heap after several collections has %,.0f KB after a million executions of 2 threads x 8 racy increments, and %,.0f KB after ten \
                million: %s.
                """,
                early / 1024, late / 1024, times(late / early));
        goal("the heap after ten million executions at most a tenth larger", late <= 1.1 * early);
    }

    private void proof(String what, String interleavings, String name) {
        String ours = "Proof." + name;
        String bare = ours + "Kernel";
        row(
                what,
                interleavings,
                number(perSecond(ours)),
                number(perSecond(bare)),
                times(scores.ratio(ours, bare)));
    }

    private void decisions() {
        add(
                """

                ## Decisions with many fibers

                All fibers yield, four million times together, so each decision is followed by a switch. Starting and \
                ending the fibers is included.

                | fibers | fifo, decisions a second | ns, over 10 fibers | random, decisions a second | ns, over 10 fibers |
                | ---: | ---: | ---: | ---: | ---: |
                """);
        boolean flat = true;
        for (String fibers : new String[] {"10", "1000", "100000"}) {
            double fifo = scores.ratio("Decision.fifo " + fibers, "Decision.fifo 10");
            double random = scores.ratio("Decision.random " + fibers, "Decision.random 10");
            flat &= fifo <= 2 && random <= 2;
            row(
                    fibers,
                    number(perSecond("Decision.fifo " + fibers)),
                    times(fifo),
                    number(perSecond("Decision.random " + fibers)),
                    times(random));
        }
        goal("at most twice as long per decision, from 10 to 100,000 fibers", flat);
        goal(
                "a decision by random walk at most 1.5 times as long as one of the bare kernel,"
                        + " which is first in, first out",
                scores.ratio("Decision.random 10", "Decision.fifo 10") <= 1.5);
    }

    private void detection() {
        add(
                """

                ## Looking for races

                Schedules of four threads, if nobody looks for data races; if somebody does, as usually; and if somebody looks \
                for locks in different orders as well, as usually too. Where each thread has its turn there are hardly any \
                switches, and looking is most of what there is to do.

                | 4 threads | nobody looks, us | for races, us | over nobody | for all, us | over nobody |
                | --- | ---: | ---: | ---: | ---: | ---: |
                """);
        double most = 0;
        most =
                Math.max(
                        most,
                        detection("250 increments of a field each, by random walk", "fields"));
        most = Math.max(most, detection("the same, each in its turn", "fieldsInTurn"));
        most =
                Math.max(
                        most,
                        detection("250 `ReentrantLock` sections each, by random walk", "locks"));
        most = Math.max(most, detection("the same, each in its turn", "locksInTurn"));
        goal("looking for races takes at most 4 times as long", most <= 4);
    }

    private double detection(String what, String program) {
        String name = "Detection." + program + " ";
        double races = scores.ratio(name + "races", name + "nobody");
        row(
                what,
                number(scores.of(name + "nobody") / 1e3),
                number(scores.of(name + "races") / 1e3),
                times(races),
                number(scores.of(name + "all") / 1e3),
                times(scores.ratio(name + "all", name + "nobody")));
        return races;
    }

    private void memory() {
        add(
                """

                ## Memory

                The heap after several collections with 100,000 parked threads, less the heap before, for each thread; \
                with the serial collector.

                | | bytes | over a free virtual thread |
                | --- | ---: | ---: |
                """);
        parked("virtual thread of the JDK, free", "freeVirtualThread");
        parked("virtual thread in a run", "virtualFiber");
        parked("platform thread in a run", "platformFiber");
        goal(
                "at most 750 bytes for a virtual thread",
                scores.of("Memory.virtualFiber:bytes") <= 750);
        goal(
                "at most 950 bytes for a platform thread",
                scores.of("Memory.platformFiber:bytes") <= 950);
    }

    private void parked(String what, String name) {
        String bytes = "Memory." + name + ":bytes";
        row(
                what,
                number(scores.of(bytes)),
                times(scores.ratio(bytes, "Memory.freeVirtualThread:bytes")));
    }

    private void coroutines() {
        add(
                """

                ## Coroutines

                What an event loop of `dev.heddle.async` does in a second, first in first out: in a run of Heddle; on a loop of its own \
                where the inside of the JDK is open to it ([coroutines.md](coroutines.md#how-fast)), in a JVM without an agent; and on one where it is not, \
                so that the JDK schedules its tasks. Time is virtual. Beside it the same programs on %s, \
                and on %s, as `docs/src/bench/python/coroutines.py` measures them in processor time, on the same machine: \
                right before, if the command was given `-Dbench.asyncio=python3.13 -Dbench.uvloop=python3` or the like. Load average at the end: %.1f.

                | | asyncio | uvloop | in a run | over asyncio | over uvloop | own loop | over asyncio | over uvloop | by the JDK | over asyncio | over uvloop |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """,
                asyncio.on(),
                uvloop.on(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        boolean[] met = {true, true, true};
        coroutine("`sleep(0)`, one task", "switchOne", met);
        coroutine("`sleep(0)`, ten tasks", "switchMany", met);
        coroutine("create a task and await it", "createAndAwait", met);
        coroutine("`gather`, a hundred at a time", "gather", met);
        coroutine("a lock goes from one task to another", "lock", met);
        coroutine("a semaphore does", "semaphore", met);
        coroutine("an item through a queue", "queue", met);
        coroutine("an item through a queue of size one", "queueOfOne", met);
        coroutine("two events, in turn", "event", met);
        coroutine("a future wakes a task", "future", met);
        coroutine("`callSoon`", "callSoon", met);
        coroutine("a block with a time-out", "timeout", met);
        coroutine("a task in a group of ten", "taskGroup", met);
        add(
                """

                What is too slow for the goal, ten times asyncio and four times uvloop, is marked: **x**. A task that sleeps takes %s bytes of the heap in a \
                run, %s on a loop of its own, %s where the JDK schedules, and %s in asyncio.
                """,
                number(scores.of("Memory.sleepingTask:bytes")),
                number(scores.of("Memory.ownSleepingTask:bytes")),
                number(scores.of("Memory.freeSleepingTask:bytes")),
                number(asyncio.of("sleeping")));
        String goal = "at least ten times as many as asyncio and four times as many as uvloop, ";
        goal(goal + "in a run, in every row", met[0]);
        goal(goal + "on a loop of its own, in every row", met[1]);
        goal("the same where the JDK schedules", met[2]);
    }

    private void coroutine(String what, String program, boolean[] met) {
        double slow = asyncio.of(program);
        double fast = uvloop.of(program);
        List<String> cells = new ArrayList<>();
        cells.add(what);
        cells.add(number(NANOS / slow));
        cells.add(number(NANOS / fast));
        String[] grounds = {"inRun", "own", "onTheJdk"};
        for (int i = 0; i < grounds.length; i++) {
            String ours = "Coroutine." + grounds[i] + " " + program;
            double overAsyncio = slow / scores.of(ours);
            double overUvloop = fast / scores.of(ours);
            met[i] &= overAsyncio >= 10 && overUvloop >= 4;
            cells.add(number(perSecond(ours)));
            cells.add(times(overAsyncio) + (overAsyncio >= 10 ? "" : " **x**"));
            cells.add(times(overUvloop) + (overUvloop >= 4 ? "" : " **x**"));
        }
        row(cells.toArray(String[]::new));
    }

    private void outside() {
        add(
                """

                ## Code outside of runs

                The same code in a JVM that is under control while no run is going on, and in one in which Heddle was \
                never attached.

                | | ns attached | ns never attached | ratio |
                | --- | ---: | ---: | ---: |
                """);
        boolean met = outside("a loop of field and array accesses, nothing else", "fieldsOnly");
        met &= outside("a binary heap of 1,024 numbers", "priorityQueue");
        met &= outside("`ConcurrentHashMap`, `ReentrantLock`, `AtomicLong`", "library");
        goal("at most 5 % slower", met);
    }

    private boolean outside(String what, String name) {
        String with = "Outside." + name + " true";
        String without = "Outside." + name + " false";
        double ratio = scores.ratio(with, without);
        row(what, number(scores.of(with)), number(scores.of(without)), times(ratio));
        return ratio <= 1.05;
    }

    private void startUp() {
        add(START_UP);
        add(
                """

                From the start of a JVM to its end, the best of %d. The program loads %,d classes of \
                7 KB, or none, and uses each a little; the suite does that in one test, executed by JUnit's \
                launcher, with `heddle-junit` on the class path. What Heddle adds to the suite is what it adds to `mvn test`, for each JVM that \
                Surefire forks. Processor time is that of all threads, the JVM's compilers and collector included, and of the helper process that attaches; \
                other load on the machine makes it larger too, but less so. This part alone: `mvn -q -Pbench package -Dbench.args=start-up`; \
                the load average was %.1f at its end.

                | | classes | ms without | ms, `-javaagent` | it adds | ms, attaching itself | it adds |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                """,
                scores.iterations("StartUp.program 0 attach"),
                StartUpBenchmark.CLASSES,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        startUp("program", "program", "0", false);
        startUp("the same, processor time", "program", "0", true);
        startUp("program", "program", "1000", false);
        startUp("the same, processor time", "program", "1000", true);
        startUp("suite", "suite", "0", false);
        startUp("the same, processor time", "suite", "0", true);
        startUp("suite", "suite", "1000", false);
        startUp("the same, processor time", "suite", "1000", true);
        double attaching =
                startUpMillis("program", "0", "attach", true)
                        - startUpMillis("program", "0", "without", true);
        double perClass = forEachClass("attach", true);
        add(
                "\n"
                    + "For each class that is loaded and rewritten: %.2f ms with `-javaagent`, %.2f"
                    + " ms with the JVM attached to itself; in processor time %.2f and %.2f ms.\n",
                forEachClass("agent", false),
                forEachClass("attach", false),
                forEachClass("agent", true),
                perClass);
        goal("less than 1 s of processor time to attach", attaching < 1_000);
        goal("less than 1 ms of processor time for each class", perClass < 1);
    }

    private void startUp(String what, String name, String classes, boolean processor) {
        double without = startUpMillis(name, classes, "without", processor);
        double agent = startUpMillis(name, classes, "agent", processor);
        double attach = startUpMillis(name, classes, "attach", processor);
        row(
                what,
                classes,
                number(without),
                number(agent),
                number(agent - without),
                number(attach),
                number(attach - without));
    }

    /** What one class more adds to the time without Heddle. */
    private double forEachClass(String heddle, boolean processor) {
        double with =
                startUpMillis("program", "1000", heddle, processor)
                        - startUpMillis("program", "0", heddle, processor);
        double without =
                startUpMillis("program", "1000", "without", processor)
                        - startUpMillis("program", "0", "without", processor);
        return (with - without) / StartUpBenchmark.CLASSES;
    }

    /** The parameters come in the order of their names. */
    private double startUpMillis(String name, String classes, String heddle, boolean processor) {
        String benchmark = "StartUp." + name + " " + classes + " " + heddle;
        return processor ? scores.of(benchmark + ":millis") : scores.of(benchmark) / 1e6;
    }

    private double perSecond(String benchmark) {
        return NANOS / scores.of(benchmark);
    }

    private void goal(String goal, boolean met) {
        add("\nGoal: %s. **%s**\n", goal, met ? "Met." : "Missed.");
    }

    private void row(String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2f" : "%,.0f", ratio);
    }

    private void add(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values));
    }
}
