package dev.heddle.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockConstruction;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Mocks, made by Mockito's agent by rewriting the mocked class, in and outside of runs. */
class MockitoTest {

    private static final int SCHEDULES = 40;

    static {
        Control.install();
        // Its agent attaches by a process: FirstMockTest has that in a run, here it is in the way.
        Mockito.framework();
    }

    /** A class that is mocked, so that Mockito has it rewritten once more. */
    static class Store {
        private int value;

        synchronized void add() {
            value++;
        }

        void race() {
            value++;
        }

        int value() {
            return value;
        }

        static String kind() {
            return "real";
        }
    }

    /** Mocked by a subclass. */
    interface Gate {
        int pass(int number) throws Exception;
    }

    @AfterAll
    static void nothingWasLeftOut() {
        assertThat(Control.warnings()).noneMatch(text -> text.contains("MockitoTest"));
    }

    @Test
    void aMockMadeOutsideIsUsedByTwoThreads() {
        Store store = mock(Store.class);
        when(store.value()).thenReturn(7);
        silent(
                () -> {
                    both(store::add);
                    assertThat(store.value()).isEqualTo(7);
                });
    }

    @Test
    void aMockIsMadeStubbedAndVerifiedInTheRun() {
        silent(
                () -> {
                    Store store = mock(Store.class);
                    when(store.value()).thenReturn(3);
                    both(store::add);
                    verify(store, times(2)).add();
                    assertThat(store.value()).isEqualTo(3);
                });
    }

    @Test
    void theRealMethodsOfASpyAreControlled() {
        silent(
                () -> {
                    Store store = spy(new Store());
                    both(store::add);
                    assertThat(store.value()).isEqualTo(2);
                });
        found(
                Ending.Kind.FAILED,
                () -> {
                    Store store = spy(new Store());
                    both(store::race);
                    assertThat(store.value()).isEqualTo(2);
                });
    }

    @Test
    void theMockedClassItselfStaysControlled() {
        mock(Store.class);
        silent(
                () -> {
                    Store store = new Store();
                    both(store::add);
                    assertThat(store.value()).isEqualTo(2);
                });
        found(
                Ending.Kind.FAILED,
                () -> {
                    Store store = new Store();
                    both(store::race);
                    assertThat(store.value()).isEqualTo(2);
                });
    }

    @Test
    void anAnswerMayBlock() {
        silent(
                () -> {
                    CountDownLatch open = new CountDownLatch(1);
                    Gate gate = mock(Gate.class);
                    when(gate.pass(1))
                            .thenAnswer(
                                    call -> {
                                        open.await();
                                        return 5;
                                    });
                    ExecutorService pool = Executors.newFixedThreadPool(2);
                    Future<Integer> passed = pool.submit(() -> gate.pass(1));
                    pool.submit(open::countDown);
                    assertThat(passed.get(1, TimeUnit.DAYS)).isEqualTo(5);
                    pool.shutdown();
                });
        Failure failure =
                found(
                        Ending.Kind.DEADLOCK,
                        () -> {
                            Gate gate = mock(Gate.class);
                            when(gate.pass(1))
                                    .thenAnswer(
                                            call -> {
                                                new CountDownLatch(1).await();
                                                return 5;
                                            });
                            gate.pass(1);
                        });
        assertThat(failure.toString()).contains("CountDownLatch").contains("Gate");
    }

    @Test
    void waitingForACallTakesVirtualTime() {
        List<Long> passed = new ArrayList<>();
        silent(
                () -> {
                    long began = System.nanoTime();
                    Store store = mock(Store.class);
                    new Thread(
                                    () -> {
                                        sleep(TimeUnit.SECONDS.toMillis(50));
                                        store.add();
                                    })
                            .start();
                    verify(store, timeout(TimeUnit.SECONDS.toMillis(60))).add();
                    passed.add(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
                });
        assertThat(passed).isNotEmpty().containsOnly(50L);
    }

    @Test
    void staticMethodsAndConstructorsAreMocked() {
        silent(
                () -> {
                    try (var mocked = mockStatic(Store.class)) {
                        mocked.when(Store::kind).thenReturn("mocked");
                        assertThat(Store.kind()).isEqualTo("mocked");
                    }
                    assertThat(Store.kind()).isEqualTo("real");
                    try (var made = mockConstruction(Store.class)) {
                        Store store = new Store();
                        both(store::race);
                        assertThat(store.value()).isZero();
                        assertThat(made.constructed()).containsExactly(store);
                    }
                });
    }

    private static void both(Runnable work) throws InterruptedException {
        Thread other = new Thread(work);
        other.start();
        work.run();
        other.join();
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Report silent(Body body) {
        Report first = explore(body);
        first.check();
        // Mockito's own caches are filled now: from here on every exploration is the same.
        Report second = explore(body);
        Report third = explore(body);
        assertThat(third.steps()).isEqualTo(second.steps());
        assertThat(third.outsideEvents()).isZero();
        return third;
    }

    private static Failure found(Ending.Kind kind, Body body) {
        Failure failure = explore(body).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.toString()).doesNotContain("took another course");
        assertThat(explore(body).failure().orElseThrow().token()).isEqualTo(failure.token());
        return failure;
    }

    private static Report explore(Body body) {
        return Heddle.explorer().schedules(SCHEDULES).explore(body);
    }
}
