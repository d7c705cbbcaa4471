package dev.heddle.properties;

import static dev.heddle.properties.PropertyPrograms.sleep;
import static dev.heddle.properties.PropertyPrograms.together;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Conformance;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Property;
import dev.heddle.Report;
import dev.heddle.UnreachedError;
import dev.heddle.VirtualTime;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.PropertyError;
import dev.heddle.kernel.PropertyError.Reason;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.BooleanSupplier;

/** What a program states of itself is held, in every schedule, and nobody else notices. */
class PropertyTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBrokenIsFound(PropertyPrograms program) {
        Failure failure =
                Heddle.explorer()
                        .schedules(300)
                        .explore(program.body(false))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.PROPERTY);
        assertThat(broken(failure).name()).isEqualTo(program.property());
        assertThat(failure.summary()).startsWith("Property '" + program.property() + "' d");
    }

    @ParameterizedTest
    @EnumSource
    void whatHoldsIsLeftAlone(PropertyPrograms program) {
        Heddle.explorer().schedules(300).explore(program.body(true)).check();
    }

    @ParameterizedTest
    @EnumSource
    void aTokenReplaysIt(PropertyPrograms program) {
        for (int shrink : new int[] {0, 2_000}) {
            Explorer explorer = Heddle.explorer().schedules(300).shrink(shrink);
            Failure failure = explorer.explore(program.body(false)).failure().orElseThrow();
            List<Long> digests = new ArrayList<>();
            Failure again =
                    Heddle.explorer()
                            .onDigest(digests::add)
                            .replay(failure.token(), program.body(false))
                            .failure()
                            .orElseThrow();
            assertThat(digests).hasSize(1);
            assertThat(again.summary()).isEqualTo(failure.summary());
            Failure same = explorer.explore(program.body(false)).failure().orElseThrow();
            assertThat(same.token()).isEqualTo(failure.token());
        }
    }

    /** With a race in the program, and random draws: all of that stays as it is. */
    @ParameterizedTest
    @EnumSource
    void nobodyElseNotices(PropertyPrograms program) {
        Seen without = seen(false, program);
        Seen with = seen(true, program);
        assertThat(with.digests).isEqualTo(without.digests);
        assertThat(with.behaviours).isEqualTo(without.behaviours);
        assertThat(with.races).isEqualTo(without.races);
        assertThat(with.races).isNotEmpty();
    }

    private record Seen(List<Long> digests, long behaviours, List<String> races) {}

    private static Seen seen(boolean looking, PropertyPrograms program) {
        List<Long> digests = new ArrayList<>();
        Body body = program.body(true);
        Report report =
                Heddle.explorer()
                        .schedules(40)
                        .onDigest(digests::add)
                        .explore(
                                () -> {
                                    Shared shared = new Shared();
                                    if (looking) {
                                        shared.isLookedAt();
                                    }
                                    together(shared::change, shared::change);
                                    body.run();
                                    shared.done = true;
                                });
        report.check();
        return new Seen(
                digests,
                report.coverage().behaviours(),
                report.races().stream().map(race -> race.what()).toList());
    }

    private static final class Shared {
        final ReentrantLock lock = new ReentrantLock();
        final Object monitor = new Object();
        int looks;
        int changes;
        boolean done;

        void isLookedAt() {
            Property.alwaysUnlocked("locked", lock, () -> looks(lock));
            Property.alwaysUnlocked("in a monitor", monitor, () -> looks(monitor));
            Property.always("no lock", () -> changes <= 2 && looks++ >= 0);
            Property.alwaysAtRest("at rest", () -> looks(monitor) && looks(lock));
            Property.eventually("done", () -> done, Duration.ofDays(10));
            Property.sometimes("sometimes", () -> looks(new Object()) && changes == 2);
        }

        boolean looks(Object in) {
            if (in instanceof ReentrantLock) {
                lock.lock();
                try {
                    return changes <= 2 && looks++ >= 0;
                } finally {
                    lock.unlock();
                }
            }
            synchronized (in) {
                return changes <= 2 && looks++ >= 0;
            }
        }

        void change() {
            changes++;
            synchronized (monitor) {
                lock.lock();
                lock.unlock();
            }
            sleep(Duration.ofMillis(ThreadLocalRandom.current().nextInt(1, 100)));
        }
    }

    // --- when it is looked at -------------------------------------------------------------------

    @Test
    void itFailsWhereItIsBroken() {
        AtomicInteger written = new AtomicInteger();
        Failure failure =
                failure(
                        () -> {
                            Values values = new Values();
                            Property.always("first is small", () -> values.first < 3);
                            for (int i = 0; i < 10; i++) {
                                values.first = i;
                                written.set(i);
                                values.second = i;
                            }
                        });
        assertThat(written.get()).as("nothing comes after it").isEqualTo(2);
        PropertyError broken = broken(failure);
        assertThat(broken.reason()).isEqualTo(Reason.BROKEN);
        assertThat(broken.thread()).isEqualTo("main");
        assertThat(broken.step()).isPositive();
        assertThat(failure.summary())
                .contains(
                        "Property 'first is small' does not hold after step %d: thread 'main', which had just done this: writes first at dev.heddle.properties.PropertyTest."
                                .formatted(broken.step()))
                .contains("(PropertyTest.java:");
    }

    @Test
    void theLastStepOfTheRunCountsAsWell() {
        Failure failure =
                failure(
                        () -> {
                            Values values = new Values();
                            Property.always("first is small", () -> values.first < 3);
                            values.first = 3;
                        });
        assertThat(broken(failure).reason()).isEqualTo(Reason.BROKEN);
        Values values = new Values();
        failure =
                failure(
                        () -> {
                            Property.always("first is small", () -> values.first < 3);
                            Thread.ofVirtual().start(() -> values.first = 3).join();
                        });
        values.first = 0;
        assertThat(broken(failure).reason()).isEqualTo(Reason.BROKEN);
        assertThat(broken(failure).thread()).startsWith("thread #");
    }

    @Test
    void whatDoesNotHoldAtOnceSaysSo() {
        Failure failure = failure(() -> Property.always("no", () -> false));
        assertThat(broken(failure).reason()).isEqualTo(Reason.NEVER_HELD);
        assertThat(failure.summary())
                .isEqualTo(
                        "Property 'no' did not hold when it was stated by thread 'main', at step %d."
                                .formatted(broken(failure).step()));
    }

    @Test
    void itEndsWithItsRun() {
        AtomicInteger run = new AtomicInteger();
        Heddle.explorer()
                .schedules(5)
                .strategy("fifo")
                .explore(
                        () -> {
                            if (run.getAndIncrement() == 0) {
                                Property.always("only the first run", () -> run.get() == 1);
                            }
                        })
                .check();
    }

    @Test
    void theClockStopsForALookWhereTimeIsOver() {
        // Nothing but time makes it true, and there is no timer at that moment.
        Body body =
                () -> {
                    Instant begin = Instant.now();
                    BooleanSupplier late =
                            () -> !Instant.now().isBefore(begin.plus(Duration.ofSeconds(5)));
                    Property.eventually("five o'clock", late, Duration.ofSeconds(5));
                    sleep(Duration.ofSeconds(60));
                };
        Heddle.explorer().schedules(10).explore(body).check();
        Failure failure =
                failure(
                        () -> {
                            Instant begin = Instant.now();
                            BooleanSupplier late =
                                    () ->
                                            !Instant.now()
                                                    .isBefore(begin.plus(Duration.ofSeconds(6)));
                            Property.eventually("six o'clock", late, Duration.ofSeconds(5));
                            sleep(Duration.ofSeconds(60));
                        });
        assertThat(failure.summary())
                .startsWith("Property 'six o'clock' did not become true within 5s; ");
    }

    @Test
    void timeThatPassesWhileThreadsRunIsLookedAtToo() {
        Report report =
                Heddle.explorer()
                        .timerSlack(Duration.ofSeconds(20))
                        .explore(
                                () -> {
                                    Values values = new Values();
                                    Property.eventually(
                                            "done",
                                            () -> values.first == 50,
                                            Duration.ofSeconds(1));
                                    for (int i = 0; i <= 50; i++) {
                                        values.first = i;
                                    }
                                });
        assertThat(broken(report.failure().orElseThrow()).reason()).isEqualTo(Reason.LATE);
    }

    @Test
    void whatIsLeftBehindDoesNotHideIt() {
        Body body =
                () -> {
                    Property.eventually("never", () -> false, Duration.ofSeconds(10));
                    new Thread(LockSupport::park).start();
                };
        Failure failure = Heddle.explorer().allowLeaks().explore(body).failure().orElseThrow();
        assertThat(broken(failure).reason()).isEqualTo(Reason.NOT_BY_THE_END);
        assertThat(failure.summary())
                .contains("Property 'never' did not become true: the run came to its end after 0s");
    }

    @Test
    void aDeadlockIsADeadlock() {
        Failure failure =
                failure(
                        () -> {
                            Property.eventually("never", () -> false, Duration.ofSeconds(10));
                            LockSupport.park();
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
    }

    @Test
    void anExceptionComesFirst() {
        Failure failure =
                failure(
                        () -> {
                            Property.eventually("never", () -> false, Duration.ofSeconds(10));
                            throw new IllegalStateException("first");
                        });
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
    }

    @Test
    void timeThatIsMovedByHandIsStoppedForALookToo() {
        Report report =
                Heddle.explorer()
                        .manualTime()
                        .schedules(20)
                        .explore(
                                () -> {
                                    Values values = new Values();
                                    Property.eventually(
                                            "done", () -> values.first == 1, Duration.ofSeconds(5));
                                    Thread worker =
                                            new Thread(
                                                    () -> {
                                                        sleep(Duration.ofSeconds(6));
                                                        values.first = 1;
                                                    });
                                    worker.start();
                                    VirtualTime.advanceTimeBy(Duration.ofSeconds(10));
                                    worker.join();
                                });
        assertThat(broken(report.failure().orElseThrow()).reason()).isEqualTo(Reason.LATE);
    }

    @Test
    void whatTheOutsideBringsIsLookedAt() {
        AtomicInteger looks = new AtomicInteger();
        Report report =
                Heddle.explorer()
                        .schedules(2)
                        .explore(
                                () -> {
                                    Values values = new Values();
                                    Property.eventually(
                                            "ended", () -> values.first == 1, Duration.ofDays(1));
                                    Property.alwaysAtRest("any", () -> looks.incrementAndGet() > 0);
                                    Thread sleeper =
                                            Thread.ofVirtual()
                                                    .start(() -> sleep(Duration.ofMillis(1)));
                                    new ProcessBuilder("sleep", "0.05").start().waitFor();
                                    values.first = 1;
                                    sleeper.join();
                                });
        report.check();
        assertThat(looks.get()).isPositive();
    }

    @Test
    void readersDoNotCountAsHolders() {
        Body body =
                () -> {
                    Values values = new Values();
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    AtomicInteger looks = new AtomicInteger();
                    Property.alwaysUnlocked(
                            "equal",
                            lock,
                            () -> looks.incrementAndGet() > 0 && values.first == values.second);
                    lock.writeLock().lock();
                    values.first = 1;
                    values.second = 1;
                    lock.writeLock().unlock();
                    lock.readLock().lock();
                    int before = looks.get();
                    values.second = 1;
                    values.second = 1;
                    assertThat(looks.get()).isGreaterThan(before);
                    lock.readLock().unlock();
                };
        Heddle.explorer().schedules(20).explore(body).check();
    }

    // --- conditions that are no good ------------------------------------------------------------

    @Test
    void aConditionThatThrows() {
        Failure failure =
                failure(
                        () -> {
                            AtomicReference<String> text = new AtomicReference<>("");
                            Property.always("there is a text", () -> text.get().isEmpty());
                            text.set(null);
                            text.get();
                        });
        PropertyError broken = broken(failure);
        assertThat(broken.reason()).isEqualTo(Reason.CONDITION_THREW);
        assertThat(broken.getCause()).isInstanceOf(NullPointerException.class);
        assertThat(failure.summary())
                .startsWith("Property 'there is a text' could not be looked at after step")
                .endsWith("since its condition has thrown java.lang.NullPointerException");
    }

    @Test
    void aConditionThatTakesAMonitorThatIsTaken() {
        refused(
                "enters a monitor that is taken, by thread 'main'",
                () -> {
                    Values values = new Values();
                    Property.always("sum", () -> values.sum() == 0);
                    synchronized (values) {
                        values.first++;
                    }
                });
    }

    @Test
    void aConditionThatTakesALockThatIsTaken() {
        refused(
                "waits for a lock or another thread, by thread 'main'",
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Property.always(
                            "sum",
                            () -> {
                                lock.lock();
                                lock.unlock();
                                return true;
                            });
                    lock.lock();
                    new Values().first++;
                    lock.unlock();
                });
    }

    @Test
    void aConditionThatWaits() {
        refused("sleeps", () -> Property.always("x", () -> isSlow(10)));
        refused("waits for a lock or another thread", () -> Property.always("x", () -> isSlow(0)));
        refused(
                "waits to be notified",
                () ->
                        Property.alwaysAtRest(
                                "x",
                                () -> {
                                    Object any = new Object();
                                    synchronized (any) {
                                        try {
                                            any.wait();
                                        } catch (InterruptedException e) {
                                            return true;
                                        }
                                    }
                                    return true;
                                }));
        refused(
                "starts a thread",
                () -> Property.always("x", () -> Thread.ofVirtual().start(() -> {}).isVirtual()));
        refused(
                "starts a thread",
                () ->
                        Property.always(
                                "x",
                                () -> {
                                    new Thread(() -> {}).start();
                                    return true;
                                }));
    }

    private static boolean isSlow(long millis) {
        if (millis == 0) {
            LockSupport.park();
        } else {
            sleep(Duration.ofMillis(millis));
        }
        return true;
    }

    private static void refused(String why, Body body) {
        Failure failure = failure(body);
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.PROPERTY);
        assertThat(broken(failure).reason()).isEqualTo(Reason.CONDITION_REFUSED);
        assertThat(failure.summary())
                .contains("since its condition " + why)
                .contains("Property.alwaysUnlocked");
        Heddle.replay(failure.token(), body);
    }

    @Test
    void aConditionThatNeverEnds() {
        Failure failure =
                Heddle.explorer()
                        .timeLimit(Duration.ofMillis(300))
                        .explore(
                                () ->
                                        Property.always(
                                                "x",
                                                () -> {
                                                    boolean goesOn = true;
                                                    while (goesOn) {
                                                        goesOn = Thread.currentThread() != null;
                                                    }
                                                    return true;
                                                }))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.TIME_LIMIT);
    }

    @Test
    void aConditionThatStatesAnother() {
        Failure failure =
                failure(
                        () ->
                                Property.always(
                                        "x",
                                        () -> {
                                            Property.always("y", () -> true);
                                            return true;
                                        }));
        assertThat(broken(failure).reason()).isEqualTo(Reason.CONDITION_THREW);
        assertThat(broken(failure).getCause()).hasMessageContaining("can not state another");
    }

    @Test
    void aConditionHasAThreadOfItsOwnInEachRun() {
        ThreadLocal<Integer> looks = ThreadLocal.withInitial(() -> 0);
        List<Integer> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(5)
                .strategy("random")
                .explore(
                        () -> {
                            looks.set(7);
                            Property.alwaysAtRest(
                                    "its own thread locals",
                                    () -> {
                                        seen.add(looks.get());
                                        looks.set(looks.get() + 1);
                                        return Thread.currentThread()
                                                .getName()
                                                .equals("properties");
                                    });
                            sleep(Duration.ofSeconds(1));
                        })
                .check();
        assertThat(seen).startsWith(0, 1, 0, 1).hasSize(12); // The first schedule is repeated.
    }

    // --- what is reached in some schedule -------------------------------------------------------

    @Test
    void whatSomeScheduleReaches() {
        Body body =
                () -> {
                    Values values = new Values();
                    Property.sometimes(
                            "both at once", () -> values.first == 1 && values.second == 1);
                    together(
                            () -> {
                                values.first = 1;
                                values.first = 0;
                            },
                            () -> {
                                values.second = 1;
                                values.second = 0;
                                if (values.first == 1) {
                                    Property.sometimes("the second is faster");
                                }
                            });
                };
        Report report =
                Heddle.explorer().schedules(200).sometimes("the second is faster").explore(body);
        report.check();
        assertThat(report.reached()).containsOnlyKeys("the second is faster", "both at once");
        assertThat(report.reached().values()).allMatch(count -> count > 0 && count < 200);
        assertThat(report.unreached()).isEmpty();
        Report one =
                Heddle.explorer().strategy("fifo").sometimes("the second is faster").explore(body);
        assertThat(one.schedules()).isEqualTo(1);
        assertThat(one.passed()).isFalse();
        assertThat(one.failure()).isEmpty();
        assertThatThrownBy(one::check)
                .isInstanceOf(UnreachedError.class)
                .hasMessageStartingWith(
                        "None of 1 schedules has reached 'the second is faster' or 'both at"
                                + " once'.");
        assertThat(one.toString()).contains("None of 1 schedules has reached");
    }

    @Test
    void aFailureIsNotHiddenByWhatIsUnreached() {
        Report report =
                Heddle.explorer()
                        .sometimes("never")
                        .explore(
                                () -> {
                                    throw new IllegalStateException("this");
                                });
        assertThat(report.unreached()).isEmpty();
        assertThatThrownBy(report::check).hasMessageContaining("this");
    }

    // --- the rest -------------------------------------------------------------------------------

    @Test
    void outsideARunNothingHappens() {
        Property.always("a", () -> false);
        Property.alwaysUnlocked("b", this, () -> false);
        Property.alwaysAtRest("c", () -> false);
        Property.eventually("d", () -> false, Duration.ZERO);
        Property.sometimes("e");
        Property.sometimes("f", () -> false);
    }

    @Test
    void badInput() {
        assertThatThrownBy(() -> Property.always(" ", () -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A property needs a name that says what is to be so.");
        assertThatThrownBy(() -> Property.eventually("x", () -> true, Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("negative");
        assertThatThrownBy(
                        () ->
                                Property.alwaysUnlocked(
                                        "x", new StampedLock().asReadLock(), () -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alwaysAtRest");
        assertThatThrownBy(() -> Heddle.explorer().sometimes(""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Property.always("x", null))
                .isInstanceOf(NullPointerException.class);
    }

    /** Of two properties that break, the smaller schedule breaks the same one. */
    @Test
    void shrinkingKeepsToTheProperty() {
        Body body =
                () -> {
                    Values values = new Values();
                    Property.always("number 1", () -> values.first != 2 || values.second != 1);
                    Property.always("number 2", () -> values.first != 3);
                    together(
                            () -> values.first = 2,
                            () -> values.second = 1,
                            () -> {
                                if (values.first == 2) {
                                    values.first = 3;
                                }
                            });
                };
        for (int seed = 1; seed <= 20; seed++) {
            Failure found =
                    Heddle.explorer().seed(seed).shrink(0).explore(body).failure().orElseThrow();
            Failure smaller = Heddle.explorer().seed(seed).explore(body).failure().orElseThrow();
            assertThat(broken(smaller).name()).isEqualTo(broken(found).name());
        }
    }

    @Test
    void aRaceInAConditionIsNone() {
        Report report =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .schedules(50)
                        .explore(
                                () -> {
                                    Values values = new Values();
                                    Property.always("x", () -> values.first >= 0);
                                    together(
                                            () -> {
                                                synchronized (values) {
                                                    values.first = 1;
                                                }
                                            });
                                });
        report.check();
    }

    private static Failure failure(Body body) {
        return Heddle.explorer().schedules(50).explore(body).failure().orElseThrow();
    }

    private static PropertyError broken(Failure failure) {
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.PROPERTY);
        return (PropertyError) failure.cause().orElseThrow();
    }

    private static final class Values {
        int first;
        int second;

        synchronized int sum() {
            return first * 0 + second * 0;
        }
    }
}
