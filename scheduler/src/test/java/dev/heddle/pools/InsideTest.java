package dev.heddle.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** Preemption inside the JDK's own classes, for the runs that ask for it. */
class InsideTest {

    private static final String CONCURRENT = "java.util.concurrent";

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** Bodies that never fail as long as calls are steps; and those that must not fail at all. */
    enum Programs {
        LISTS(() -> Bodies.fill(new ArrayList<>()), true),
        MAPS(() -> Bodies.fill(new HashMap<>()), true),
        CONCURRENT_MAPS(() -> Bodies.fill(new ConcurrentHashMap<>()), false),
        LOCKS(() -> Bodies.lock(), false),
        QUEUES(() -> Bodies.transfer(), false),
        ADDERS(() -> Bodies.add(), false),
        POOLS(() -> Bodies.pool(), false),
        FUTURES(() -> Bodies.futures(), false);

        private final Body body;
        private final boolean unfit;

        Programs(Body body, boolean unfit) {
            this.body = body;
            this.unfit = unfit;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers(
            area = Area.CONCURRENT,
            value = "Inside java.util and java.util.concurrent, on request",
            note = "Explorer.instrument")
    void classesThatThreadsMustNotShareAreFoundOut(Programs program) {
        Heddle.explorer().schedules(100).explore(program.body).check();
        Report report =
                Heddle.explorer().instrument("java.util").schedules(100).explore(program.body);
        if (program.unfit) {
            assertThatThrownBy(report::check)
                    .hasMessageContaining("lost")
                    .hasMessageContaining("at java.util.")
                    .hasMessageContaining("Heddle.explorer().instrument(\"java.util\").replay(");
        } else {
            report.check();
        }
    }

    @Test
    void whatIsFoundInsideIsReplayed() {
        Body body = Programs.LISTS.body;
        Report report = Heddle.explorer().instrument("java.util").explore(body);
        Failure failure = report.failure().orElseThrow();
        Report again = Heddle.explorer().instrument("java.util").replay(failure.token(), body);
        assertThat(again.failure().orElseThrow().summary()).isEqualTo(failure.summary());
    }

    /** Other tests of the same JVM, before and after, do not notice. */
    @Test
    void runsThatHaveNotAskedForItStayTheSame() {
        for (Programs program : Programs.values()) {
            List<Long> before = digests(Heddle.explorer(), program);
            List<Long> inside = digests(Heddle.explorer().instrument(CONCURRENT), program);
            List<Long> after = digests(Heddle.explorer(), program);
            assertThat(after).as(program.name()).isEqualTo(before);
            assertThat(digests(Heddle.explorer().instrument(CONCURRENT), program))
                    .as(program.name())
                    .isEqualTo(inside);
        }
    }

    /** What one test has asked for is no point in the runs of another. */
    @Test
    void packagesAreAskedForOneByOne() {
        Body body = Programs.LISTS.body;
        Heddle.explorer().instrument("java.util").schedules(1).explore(() -> {});
        Heddle.explorer().instrument(CONCURRENT).schedules(100).explore(body).check();
        Heddle.explorer().instrument("java.text", "java.io").schedules(100).explore(body).check();
    }

    /**
     * The JDK makes much when it is first needed, and keeps it, such as what it knows of a class
     * that is serialized. In here that would be needed first in a schedule.
     */
    @Test
    void whatTheJdkMakesOnceIsMadeBeforeSchedulesAreCompared() {
        Body body =
                () ->
                        Bodies.both(
                                () -> Bodies.serialize(new ArrayList<>(List.of(1, "x"))),
                                () -> Bodies.serialize(new HashMap<>(Map.of("one", 1))));
        Report report =
                Heddle.explorer()
                        .instrument("java.util")
                        .strategy("random")
                        .schedules(5)
                        .explore(body);
        report.check();
        assertThat(report.schedules()).isEqualTo(5);
        assertThat(report.divergence()).isEmpty();
    }

    /** The JDK makes code of its own for a handle that was called more than a hundred times. */
    @Test
    void handlesThatAreCalledOftenChangeNothing() throws ReflectiveOperationException {
        MethodHandle handle =
                MethodHandles.lookup()
                        .findVirtual(List.class, "size", MethodType.methodType(int.class));
        List<Long> digests = new ArrayList<>();
        Explorer explorer =
                Heddle.explorer().instrument("java.util").schedules(1).onDigest(digests::add);
        for (int i = 0; i < 300; i++) {
            explorer.explore(
                            () -> Bodies.both(() -> Bodies.size(handle), () -> Bodies.size(handle)))
                    .check();
        }
        assertThat(digests).hasSize(300).containsOnly(digests.get(0));
    }

    /** What fails the first time only is not lost over that, though usually it is run once more. */
    @Test
    void aFailureOfTheVeryFirstRunIsReported() {
        AtomicInteger runs = new AtomicInteger();
        Report report =
                Heddle.explorer()
                        .instrument("java.util")
                        .explore(() -> Bodies.demand(runs.incrementAndGet() > 1));
        assertThat(report.failures()).isOne();
        assertThat(report.failure().orElseThrow().summary()).contains("something is lost");
    }

    private static List<Long> digests(Explorer explorer, Programs program) {
        List<Long> digests = new ArrayList<>();
        explorer.schedules(20).onDigest(digests::add).toTheEnd().explore(program.body);
        return digests;
    }

    @Test
    void packagesThatCanNotBeAreRefused() {
        refused("java.lang", "is what the JVM and Heddle stand on");
        refused("java.util.zip", "threads that are not under control share it");
        refused("java.util.concurent", "It is no package of the JDK");
        refused("com.acme", "those of programs and of their libraries are always instrumented");
    }

    private static void refused(String name, String reason) {
        assertThatThrownBy(() -> Heddle.explorer().instrument(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + name + "' can not be instrumented")
                .hasMessageContaining(reason);
    }

    private static final class Bodies {

        static void fill(List<Integer> list) throws Exception {
            both(() -> list.add(1), () -> list.add(2));
            demand(list.size() == 2);
        }

        static void fill(Map<Integer, Integer> map) throws Exception {
            both(() -> map.put(1, 1), () -> map.put(2, 2));
            demand(map.size() == 2 && map.containsKey(1) && map.containsKey(2));
        }

        static void lock() throws Exception {
            ReentrantLock lock = new ReentrantLock();
            int[] count = new int[1];
            Body twice =
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            lock.lock();
                            count[0]++;
                            lock.unlock();
                        }
                    };
            both(twice, twice);
            demand(count[0] == 4);
        }

        static void transfer() throws Exception {
            LinkedTransferQueue<Integer> queue = new LinkedTransferQueue<>();
            int[] taken = new int[2];
            both(() -> queue.transfer(1), () -> taken[0] = queue.take());
            both(() -> queue.put(1), () -> taken[1] = queue.take());
            demand(taken[0] + taken[1] == 2);
        }

        static void add() throws Exception {
            LongAdder adder = new LongAdder();
            both(adder::increment, adder::increment);
            demand(adder.sum() == 2);
        }

        static void pool() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            int sum = pool.submit(() -> 1).get() + pool.submit(() -> 2).get();
            pool.shutdown();
            demand(pool.awaitTermination(1, TimeUnit.DAYS) && sum == 3);
        }

        static void futures() throws Exception {
            int sum =
                    CompletableFuture.supplyAsync(() -> 1)
                            .thenCombine(CompletableFuture.supplyAsync(() -> 2), Integer::sum)
                            .get();
            demand(sum == 3);
        }

        static void size(MethodHandle handle) throws Throwable {
            demand((int) handle.invoke(List.of(1)) == 1);
        }

        static void serialize(Object object) throws IOException {
            new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(object);
        }

        private static void both(Body first, Body second) throws Exception {
            Thread other = new Thread(() -> run(second));
            other.start();
            run(first);
            other.join();
        }

        private static void run(Body body) {
            try {
                body.run();
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        private static void demand(boolean holds) {
            if (!holds) {
                throw new AssertionError("something is lost");
            }
        }
    }
}
