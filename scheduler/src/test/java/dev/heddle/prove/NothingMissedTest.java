package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a search at random comes to, a proof comes to, or says that it is not complete: where waits
 * end by themselves at the very time at which somebody else would end them, where threads are
 * interrupted that do not wait, and where daemons are left when the run ends.
 */
class NothingMissedTest {

    /** Returns what it has come to. */
    private interface Program {
        String run() throws Exception;
    }

    /** What a thread does. */
    private interface Part {
        void run() throws Exception;
    }

    private static final class Shared {
        int value;
        int other;
    }

    private static void together(Part... parts) throws InterruptedException {
        Counted.together(
                Arrays.stream(parts)
                        .map(
                                part ->
                                        (Runnable)
                                                () -> {
                                                    try {
                                                        part.run();
                                                    } catch (Exception e) {
                                                        throw new AssertionError(e);
                                                    }
                                                })
                        .toArray(Runnable[]::new));
    }

    private static Proof prove(Program program, Set<String> ends) {
        return Heddle.explorer()
                .races(Check.OFF)
                .allowLeaks()
                .shrink(0)
                .prover()
                .schedules(5_000)
                .prove(() -> ends.add(program.run()));
    }

    private static void check(Program program, String... ends) {
        Set<String> seen = new TreeSet<>();
        Proof proof = prove(program, seen);
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(seen).containsExactlyInAnyOrder(ends);
    }

    @Test
    void aLockIsFreedWhenSomebodyGivesUp() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    boolean[] got = new boolean[1];
                    together(
                            () -> {
                                lock.lock();
                                Thread.sleep(3);
                                lock.unlock();
                            },
                            () -> {
                                Thread.sleep(1);
                                got[0] = lock.tryLock(2, TimeUnit.MILLISECONDS);
                                if (got[0]) {
                                    lock.unlock();
                                }
                            });
                    return "" + got[0];
                },
                "true",
                "false");
    }

    @Test
    void aLatchOpensWhenSomebodyGivesUp() {
        check(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    boolean[] open = new boolean[1];
                    together(
                            () -> open[0] = latch.await(5, TimeUnit.MILLISECONDS),
                            () -> {
                                Thread.sleep(5);
                                latch.countDown();
                            });
                    return "" + open[0];
                },
                "true",
                "false");
    }

    @Test
    void aPermitComesWhenSomebodyGivesUp() {
        check(
                () -> {
                    Semaphore permits = new Semaphore(0);
                    boolean[] got = new boolean[1];
                    together(
                            () -> got[0] = permits.tryAcquire(5, TimeUnit.MILLISECONDS),
                            () -> {
                                Thread.sleep(5);
                                permits.release();
                            });
                    return got[0] + " " + permits.availablePermits();
                },
                "true 0",
                "false 1");
    }

    @Test
    void whoComesFirstForAPermitThatIsNotThereGetsIt() {
        for (boolean isFair : new boolean[] {false, true}) {
            check(
                    () -> {
                        Semaphore permits = new Semaphore(0, isFair);
                        boolean[] got = new boolean[2];
                        together(
                                () -> got[0] = permits.tryAcquire(5, TimeUnit.MILLISECONDS),
                                () -> got[1] = permits.tryAcquire(5, TimeUnit.MILLISECONDS),
                                () -> {
                                    Thread.sleep(1);
                                    permits.release();
                                });
                        return got[0] + " " + got[1];
                    },
                    "true false",
                    "false true");
        }
    }

    @Test
    void whoComesForMorePermitsThanThereAreIsInTheWayOfOthersIfThatIsFair() {
        check(
                () -> {
                    Semaphore permits = new Semaphore(1, true);
                    long[] waited = new long[1];
                    together(
                            () -> permits.tryAcquire(2, 2, TimeUnit.MILLISECONDS),
                            () -> {
                                long before = System.nanoTime();
                                permits.tryAcquire(3, TimeUnit.MILLISECONDS);
                                waited[0] = System.nanoTime() - before;
                            });
                    return "" + waited[0] / 1_000_000;
                },
                "0",
                "2");
    }

    @Test
    void aConditionIsSignalledWhenSomebodyGivesUp() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Condition condition = lock.newCondition();
                    boolean[] signalled = new boolean[1];
                    together(
                            () -> {
                                lock.lock();
                                signalled[0] = condition.await(5, TimeUnit.MILLISECONDS);
                                lock.unlock();
                            },
                            () -> {
                                Thread.sleep(5);
                                lock.lock();
                                condition.signal();
                                lock.unlock();
                            });
                    return "" + signalled[0];
                },
                "true",
                "false");
    }

    @Test
    void aQueueIsFilledWhenSomebodyGivesUp() {
        check(
                () -> {
                    BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
                    Object[] taken = new Object[1];
                    together(
                            () -> taken[0] = queue.poll(5, TimeUnit.MILLISECONDS),
                            () -> {
                                Thread.sleep(5);
                                queue.add(1);
                            });
                    return taken[0] + " " + queue;
                },
                "1 []",
                "null [1]");
    }

    @Test
    void aFutureIsDoneWhenSomebodyGivesUp() {
        check(
                () -> {
                    CompletableFuture<String> future = new CompletableFuture<>();
                    String[] result = new String[1];
                    together(
                            () -> {
                                try {
                                    result[0] = future.get(5, TimeUnit.MILLISECONDS);
                                } catch (TimeoutException e) {
                                    result[0] = "late";
                                }
                            },
                            () -> {
                                Thread.sleep(5);
                                future.complete("done");
                            });
                    return result[0];
                },
                "done",
                "late");
    }

    @Test
    void aPoolIsShutDownWhenItsTaskIsDue() {
        check(
                () -> {
                    ScheduledExecutorService pool = Executors.newScheduledThreadPool(1);
                    Shared x = new Shared();
                    pool.schedule(() -> x.value = x.other + 1, 5, TimeUnit.MILLISECONDS);
                    Thread.sleep(5);
                    x.other = 10;
                    pool.shutdown();
                    pool.awaitTermination(1, TimeUnit.SECONDS);
                    return "" + x.value;
                },
                "1",
                "11");
    }

    @Test
    void whoDoesNotWaitIsNotMadeToByAnInterrupt() {
        check(
                () -> {
                    Shared x = new Shared();
                    String[] seen = new String[1];
                    Thread thread =
                            new Thread(() -> seen[0] = x.value + " " + Thread.interrupted());
                    thread.start();
                    x.value = 1;
                    thread.interrupt();
                    x.value = 2;
                    thread.join();
                    return seen[0];
                },
                "0 false",
                "0 true",
                "1 false",
                "1 true",
                "2 true");
    }

    @Test
    void whoWaitsForALockIsNotMadeToWaitForAnInterruptToo() {
        check(
                () -> {
                    Object lock = new Object();
                    String[] seen = new String[1];
                    Thread thread =
                            new Thread(
                                    () -> {
                                        synchronized (lock) {
                                            seen[0] = "" + Thread.interrupted();
                                        }
                                    });
                    synchronized (lock) {
                        thread.start();
                    }
                    thread.interrupt();
                    thread.join();
                    return seen[0];
                },
                "true",
                "false");
    }

    /** The run ends with its last thread that is no daemon; what those would do matters before. */
    @Test
    void daemonsAreNotCutShort() {
        check(
                () -> {
                    Shared x = new Shared();
                    Thread daemon =
                            new Thread(
                                    () -> {
                                        x.value = 1;
                                        x.value = 2;
                                    });
                    daemon.setDaemon(true);
                    daemon.start();
                    Thread.startVirtualThread(() -> x.other = 5);
                    return x.value + " " + x.other;
                },
                "0 0",
                "1 0",
                "2 0",
                "0 5",
                "1 5",
                "2 5");
    }

    @Test
    void whoWaitsCanBeCounted() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        lock.lock();
                                        lock.unlock();
                                    });
                    lock.lock();
                    thread.start();
                    String length = "" + lock.getQueueLength();
                    lock.unlock();
                    thread.join();
                    return length;
                },
                "0",
                "1");
    }

    /**
     * A queue of waiting threads keeps its order, so who comes first matters before time passes.
     */
    @Test
    void whoComesFirstForALockThatIsHeldWhileTimePasses() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    return threeInTurn(
                            task -> {
                                lock.lock();
                                task.run();
                                lock.unlock();
                            });
                },
                "abc",
                "acb",
                "bac",
                "bca",
                "cab",
                "cba");
    }

    @Test
    void whoComesFirstForAMonitorThatIsHeldWhileTimePasses() {
        check(
                () -> {
                    Object lock = new Object();
                    return threeInTurn(
                            task -> {
                                synchronized (lock) {
                                    task.run();
                                }
                            });
                },
                "abc",
                "acb",
                "bac",
                "bca",
                "cab",
                "cba");
    }

    /** How threads exclude each other. */
    private interface Excluding {
        void run(Part task) throws Exception;
    }

    private static String threeInTurn(Excluding lock) throws InterruptedException {
        StringBuilder order = new StringBuilder();
        together(
                () -> lock.run(() -> order.append('a')),
                () -> lock.run(() -> order.append('b')),
                () ->
                        lock.run(
                                () -> {
                                    order.append('c');
                                    Thread.sleep(1);
                                }));
        return order.toString();
    }

    @Test
    void whoWantsTwoPermitsWaitsAlthoughThereIsOne() {
        check(
                () -> {
                    Semaphore permits = new Semaphore(1, true);
                    boolean[] got = new boolean[2];
                    together(
                            () -> got[0] = permits.tryAcquire(2, 1, TimeUnit.MILLISECONDS),
                            () -> got[1] = permits.tryAcquire(1, 1, TimeUnit.SECONDS),
                            () -> Thread.sleep(5));
                    return got[0] + " " + got[1];
                },
                "false true");
        Set<String> ends = new TreeSet<>();
        Proof proof =
                prove(
                        () -> {
                            Semaphore permits = new Semaphore(1, true);
                            String[] last = {"none"};
                            Thread one =
                                    new Thread(
                                            () -> {
                                                permits.acquireUninterruptibly();
                                                last[0] = "one";
                                                ends.add("one");
                                            });
                            Thread two = new Thread(() -> permits.acquireUninterruptibly(2));
                            one.start();
                            two.start();
                            one.join();
                            return last[0];
                        },
                        ends);
        assertThat(proof.failures()).isPositive();
        assertThat(ends).contains("one");
    }

    /** What did not fit before all began anew is no reason not to be sure after that. */
    @Test
    void whoGivesTheSecondPermitComesBeforeOrAfter() {
        check(
                () -> {
                    Semaphore permits = new Semaphore(1);
                    together(permits::release, () -> permits.acquire(2));
                    return "" + permits.availablePermits();
                },
                "0");
    }

    /** The JVM has a list of all pools, with those that earlier runs have left. */
    @Test
    void thePoolsOfEarlierRunsAreOfNoAccount() {
        check(
                () -> {
                    ExecutorService left = Executors.newFixedThreadPool(1);
                    BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(1);
                    Object[] seen = new Object[3];
                    together(
                            () -> {
                                seen[0] = queue.poll();
                                queue.offer(1);
                            },
                            () -> {
                                seen[1] = queue.poll();
                                seen[2] = queue.size();
                            });
                    assertThat(left.isShutdown()).isFalse();
                    return Arrays.toString(seen);
                },
                "[null, null, 0]",
                "[null, null, 1]",
                "[null, 1, 0]");
    }

    @Test
    void whoComesToASynchronousQueueMeetsWhoIsThere() {
        check(
                () -> {
                    BlockingQueue<Integer> queue = new SynchronousQueue<>();
                    Object[] taken = new Object[1];
                    together(
                            () -> taken[0] = queue.poll(),
                            () -> queue.offer(1, 5, TimeUnit.MILLISECONDS));
                    return "" + taken[0];
                },
                "null",
                "1");
    }

    /** A call that does nothing here would have done something elsewhere. */
    @Test
    void aCallOfAMapDoesSomethingElseWhereItComesEarlier() {
        check(
                () -> {
                    Map<String, Integer> map = new ConcurrentHashMap<>();
                    Object[] seen = new Object[4];
                    together(
                            () -> seen[0] = map.get("key"),
                            () -> seen[1] = map.putIfAbsent("key", 10),
                            () -> {
                                seen[2] = map.remove("key");
                                seen[3] = map.merge("key", 1, Integer::sum);
                            });
                    return Arrays.toString(seen) + map;
                },
                "[10, null, 10, 1]{key=1}",
                "[1, null, 10, 1]{key=1}",
                "[null, null, 10, 1]{key=1}",
                "[null, 1, null, 1]{key=1}",
                "[1, 1, null, 1]{key=1}",
                "[null, null, null, 11]{key=11}",
                "[10, null, null, 11]{key=11}",
                "[11, null, null, 11]{key=11}");
    }

    /** A function that a map calls is executed while a part of the map is locked. */
    @Test
    void whatAMapCallsKeepsOthersWaiting() {
        check(
                () -> {
                    Map<String, Integer> map = new ConcurrentHashMap<>();
                    Shared x = new Shared();
                    Object[] seen = new Object[3];
                    Part first =
                            () ->
                                    seen[0] =
                                            map.merge(
                                                    "key", 1, (had, more) -> had + more + x.value);
                    together(
                            first,
                            () -> {
                                seen[1] = map.merge("key", 1, (had, more) -> had + more + x.value);
                                seen[2] = map.merge("key", 1, (had, more) -> had + more + x.value);
                            });
                    return Arrays.toString(seen);
                },
                "[1, 2, 3]",
                "[2, 1, 3]",
                "[3, 1, 2]");
    }

    /** What is left of a call is done after what it has called: others may come in between. */
    @Test
    void aCollectionIsUsedUntilTheCallReturns() {
        check(
                () -> {
                    List<Integer> list = new ArrayList<>(List.of(1));
                    Shared x = new Shared();
                    String[] seen = new String[1];
                    together(
                            () -> {
                                try {
                                    seen[0] = "" + list.removeIf(one -> one > x.value);
                                } catch (ConcurrentModificationException e) {
                                    seen[0] = "changed";
                                }
                            },
                            () -> list.add(2));
                    return seen[0] + " " + list;
                },
                "true []",
                "true [2]",
                "changed [1, 2]");
    }

    /** The key is a class of the program, whose fields are read in each call of the map. */
    private static final class Key {
        int number = 1;

        @Override
        public int hashCode() {
            return number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.number == number;
        }
    }

    @Test
    void aMapIsUsedUntilItHasAskedItsKeys() {
        check(
                () -> {
                    Map<Key, String> map = new HashMap<>();
                    Key[] keys = {new Key(), new Key()};
                    Object[] seen = new Object[2];
                    together(
                            () -> seen[0] = map.putIfAbsent(keys[0], "a"),
                            () -> seen[1] = map.putIfAbsent(keys[1], "b"));
                    return Arrays.toString(seen) + map.values();
                },
                "[null, a][a]",
                "[b, null][b]");
    }

    @Test
    void whatIsNotVisitedIsSaid() {
        Set<String> ends = new TreeSet<>();
        Proof states =
                prove(
                        () -> {
                            Object lock = new Object();
                            Thread thread =
                                    new Thread(
                                            () -> {
                                                synchronized (lock) {
                                                    lock.notifyAll();
                                                }
                                            });
                            String state;
                            synchronized (lock) {
                                thread.start();
                                state = "" + thread.getState();
                            }
                            thread.join();
                            return state;
                        },
                        ends);
        assertThat(states.isComplete()).isFalse();
        assertThat(states.toString()).contains("the state of a thread was asked for");
        Proof pools = prove(() -> "" + CompletableFuture.supplyAsync(() -> 1).join(), ends);
        assertThat(pools.isComplete()).isFalse();
        assertThat(pools.toString()).contains("a ForkJoinPool was used").contains("executor");
    }
}
