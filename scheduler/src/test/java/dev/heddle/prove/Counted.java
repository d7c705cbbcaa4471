package dev.heddle.prove;

import dev.heddle.Body;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Small programs of which it is known how many inequivalent interleavings they have. */
final class Counted {

    private Counted() {}

    private static final class Var {
        int value;
    }

    private static void sink(int value) {}

    static void together(Runnable... parts) throws InterruptedException {
        Thread[] threads = new Thread[parts.length];
        for (int i = 0; i < parts.length; i++) {
            threads[i] = new Thread(parts[i]);
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /**
     * The reader looks for the last place that is zero while writers fill them.
     *
     * @param readerAt before which of the writers the reader is started
     */
    static Body lastZero(int size, int readerAt) {
        return () -> {
            int[] a = new int[size + 1];
            Runnable[] parts = new Runnable[size + 1];
            int next = 0;
            for (int i = 0; i <= size; i++) {
                if (i == readerAt) {
                    parts[i] =
                            () -> {
                                int at = size;
                                while (a[at] != 0) {
                                    at--;
                                }
                            };
                } else {
                    int j = ++next;
                    parts[i] = () -> a[j] = a[j - 1] + 1;
                }
            }
            together(parts);
        };
    }

    /**
     * The same in any order of threads.
     *
     * @param order the threads in the order of their start: 0 is the reader, others are writers
     */
    static Body lastZeroIn(int... order) {
        int size = order.length - 1;
        return () -> {
            int[] a = new int[size + 1];
            together(
                    all(
                            size + 1,
                            tid -> {
                                int j = order[tid];
                                if (j > 0) {
                                    a[j] = a[j - 1] + 1;
                                    return;
                                }
                                int at = size;
                                while (a[at] != 0) {
                                    at--;
                                }
                            }));
        };
    }

    static Body readers(int size) {
        return () -> {
            Var x = new Var();
            Runnable[] parts = new Runnable[size + 1];
            parts[0] = () -> x.value = 42;
            for (int i = 1; i <= size; i++) {
                parts[i] = () -> sink(x.value);
            }
            together(parts);
        };
    }

    static Body indexer(int size) {
        return () -> {
            AtomicInteger[] table = new AtomicInteger[128];
            for (int i = 0; i < table.length; i++) {
                table[i] = new AtomicInteger();
            }
            together(
                    all(
                            size,
                            tid -> {
                                for (int m = 1; m <= 4; m++) {
                                    int w = m * 11 + tid;
                                    int h = w * 7 % 128;
                                    while (!table[h].compareAndSet(0, w)) {
                                        h = (h + 1) % 128;
                                    }
                                }
                            }));
        };
    }

    static Body fileSystem(int size) {
        return () -> {
            ReentrantLock[] lockI = new ReentrantLock[32];
            ReentrantLock[] lockB = new ReentrantLock[26];
            int[] inode = new int[32];
            int[] busy = new int[26];
            for (int i = 0; i < 32; i++) {
                lockI[i] = new ReentrantLock();
            }
            for (int i = 0; i < 26; i++) {
                lockB[i] = new ReentrantLock();
            }
            together(
                    all(
                            size,
                            tid -> {
                                int i = tid % 32;
                                lockI[i].lock();
                                if (inode[i] == 0) {
                                    int b = i * 2 % 26;
                                    while (true) {
                                        lockB[b].lock();
                                        if (busy[b] == 0) {
                                            busy[b] = 1;
                                            inode[i] = b + 1;
                                            lockB[b].unlock();
                                            break;
                                        }
                                        lockB[b].unlock();
                                        b = (b + 1) % 26;
                                    }
                                }
                                lockI[i].unlock();
                            }));
        };
    }

    interface Part {
        void run(int tid);
    }

    static Runnable[] all(int size, Part part) {
        Runnable[] parts = new Runnable[size];
        for (int i = 0; i < size; i++) {
            int tid = i;
            parts[i] = () -> part.run(tid);
        }
        return parts;
    }

    static Body counter(int threads, int times) {
        return () -> {
            Var x = new Var();
            together(
                    all(
                            threads,
                            tid -> {
                                for (int i = 0; i < times; i++) {
                                    x.value = x.value + 1;
                                }
                            }));
        };
    }

    static Body atomicIncrements(int size) {
        return () -> {
            AtomicInteger x = new AtomicInteger();
            together(all(size, tid -> x.incrementAndGet()));
        };
    }

    static Body lockedIncrements(int size) {
        return () -> {
            Var x = new Var();
            ReentrantLock lock = new ReentrantLock();
            together(
                    all(
                            size,
                            tid -> {
                                lock.lock();
                                x.value++;
                                lock.unlock();
                            }));
        };
    }

    static Body synchronizedIncrements(int size) {
        return () -> {
            Var x = new Var();
            together(
                    all(
                            size,
                            tid -> {
                                synchronized (x) {
                                    x.value++;
                                }
                            }));
        };
    }

    static Body twoIncrements(int size) {
        return () -> {
            AtomicInteger x = new AtomicInteger();
            AtomicInteger y = new AtomicInteger();
            together(
                    all(
                            size,
                            tid -> {
                                x.getAndIncrement();
                                y.getAndIncrement();
                            }));
        };
    }

    static Body casRotation(int size) {
        return () -> {
            AtomicInteger x = new AtomicInteger();
            together(all(size, tid -> x.compareAndSet(tid, tid + 1)));
        };
    }

    static Body casAndWrite(int size) {
        return () -> {
            AtomicInteger x = new AtomicInteger();
            together(
                    all(
                            size,
                            tid -> {
                                x.compareAndSet(0, 1);
                                x.set(tid + 3);
                            }));
        };
    }

    static Body cas(int size) {
        return () -> {
            AtomicInteger x = new AtomicInteger();
            together(all(size, tid -> x.compareAndSet(0, tid + 1)));
        };
    }

    static Body lastWrite(int size) {
        return () -> {
            Var x = new Var();
            together(all(size, tid -> x.value = tid));
        };
    }

    static Body writersAndReader(int size) {
        return () -> {
            Var x = new Var();
            together(
                    all(
                            size + 1,
                            tid -> {
                                if (tid == size) {
                                    sink(x.value);
                                } else {
                                    x.value = tid;
                                }
                            }));
        };
    }

    static Body writesThenRead(int size) {
        return () -> {
            Var x = new Var();
            together(
                    all(
                            2,
                            tid -> {
                                for (int i = 0; i < size; i++) {
                                    x.value = i;
                                }
                                sink(x.value);
                            }));
        };
    }

    static Body fibonacci(int size) {
        return () -> {
            Var[] both = {new Var(), new Var()};
            Var first = both[0];
            Var second = both[1];
            together(
                    all(
                            2,
                            tid -> {
                                Var own = tid == 0 ? first : second;
                                Var other = tid == 0 ? second : first;
                                for (int i = 0; i < size; i++) {
                                    int u = own.value;
                                    int v = other.value;
                                    own.value = u + v;
                                }
                            }));
        };
    }

    static Body dining(int size, boolean monitors) {
        return () -> {
            ReentrantLock[] forks = new ReentrantLock[size];
            for (int i = 0; i < size; i++) {
                forks[i] = new ReentrantLock();
            }
            together(
                    all(
                            size,
                            tid -> {
                                ReentrantLock left = forks[tid];
                                ReentrantLock right = forks[(tid + 1) % size];
                                if (monitors) {
                                    synchronized (left) {
                                        synchronized (right) {
                                            // Eats.
                                        }
                                    }
                                } else {
                                    left.lock();
                                    right.lock();
                                    right.unlock();
                                    left.unlock();
                                }
                            }));
        };
    }
}
