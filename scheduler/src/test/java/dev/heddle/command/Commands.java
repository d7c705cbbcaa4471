package dev.heddle.command;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Programs with a main method, for {@link CommandLineTest}. */
final class Commands {

    private Commands() {}

    private static void together(Runnable... bodies) throws InterruptedException {
        Thread[] threads = new Thread[bodies.length];
        for (int i = 0; i < bodies.length; i++) {
            threads[i] = new Thread(bodies[i]);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static final class Racy {
        /** Would be wrong the second time if it were not new in each schedule. */
        private static int count;

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("counting for " + arguments.length);
            together(() -> count++, () -> count++);
            if (count != 2) {
                throw new IllegalStateException("counted to " + count);
            }
        }
    }

    /** Races, and does not mind. */
    static final class RacyAndFine {
        private static int hits;

        public static void main(String[] arguments) throws InterruptedException {
            together(() -> hits++, () -> hits++);
        }
    }

    /** Takes locks in different orders, leaves a pool behind, and an exception in a future. */
    static final class Careless {
        public static void main(String[] arguments) throws InterruptedException {
            Object left = new Object();
            Object right = new Object();
            Thread first = new Thread(() -> both(left, right));
            first.start();
            Thread.sleep(10);
            Thread second = new Thread(() -> both(right, left));
            second.start();
            first.join();
            second.join();
            ExecutorService pool =
                    Executors.newCachedThreadPool(
                            work -> {
                                Thread thread = new Thread(work);
                                thread.setDaemon(true);
                                return thread;
                            });
            pool.submit(
                    () -> {
                        throw new IllegalStateException("nobody looks");
                    });
            Thread.sleep(10);
        }

        private static void both(Object first, Object second) {
            synchronized (first) {
                synchronized (second) {
                    first.hashCode();
                }
            }
        }
    }

    static final class Correct {
        private static int count;

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("counting");
            Object lock = new Object();
            Runnable counts =
                    () -> {
                        synchronized (lock) {
                            count++;
                        }
                    };
            together(counts, counts);
            if (count != 2) {
                throw new IllegalStateException("counted to " + count);
            }
            System.exit(0);
        }
    }

    /** The exception is another thread's, and nobody waits for it. */
    static final class ThrowsElsewhere {
        void main() {
            new Thread(
                            () -> {
                                throw new IllegalStateException("elsewhere");
                            })
                    .start();
        }
    }

    static final class Deadlocks {
        public static void main(String[] arguments) throws InterruptedException {
            Object left = new Object();
            Object right = new Object();
            together(() -> both(left, right), () -> both(right, left));
        }

        private static void both(Object first, Object second) {
            synchronized (first) {
                synchronized (second) {
                    first.hashCode();
                }
            }
        }
    }

    static final class Exits {
        public static void main(String[] arguments) {
            System.exit(Integer.parseInt(arguments[0]));
        }
    }

    static final class Leaks {
        public static void main(String[] arguments) {
            CountDownLatch never = new CountDownLatch(1);
            new Thread(
                            () -> {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            })
                    .start();
        }
    }

    /** Wrong in the midst of a call only. */
    static final class Grows {
        private static final Map<Integer, Integer> COUNTS = new HashMap<>();

        public static void main(String[] arguments) throws InterruptedException {
            together(() -> COUNTS.put(1, 1), () -> COUNTS.put(2, 2));
            if (COUNTS.size() != 2) {
                throw new IllegalStateException("grown to " + COUNTS.size());
            }
        }
    }

    static final class Spins {
        public static void main(String[] arguments) {
            while (arguments.length == 0) {
                Thread.onSpinWait();
            }
        }
    }

    static final class NoMain {
        static int main(String[] arguments) {
            return arguments.length;
        }
    }
}
