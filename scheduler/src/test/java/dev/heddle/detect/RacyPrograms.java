package dev.heddle.detect;

import dev.heddle.Body;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Programs with a data race, however they happen to be scheduled. */
@SuppressWarnings("unused")
enum RacyPrograms {
    FIELD(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> box.value++);
                box.value++;
                other.join();
            }),
    STATIC_FIELD(
            () -> {
                Thread other = Thread.ofVirtual().start(() -> Box.count = 1);
                Box.count = 2;
                other.join();
            }),
    WIDE_FIELD(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> box.wide = 1);
                long seen = box.wide;
                other.join();
            }),
    ELEMENT(
            () -> {
                int[] array = new int[2];
                Thread other = Thread.ofPlatform().start(() -> array[1] = 1);
                array[1] = 2;
                other.join();
            }),
    DIFFERENT_LOCKS(
            () -> {
                Box box = new Box();
                Object lock = new Object();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            synchronized (lock) {
                                                box.value = 1;
                                            }
                                        });
                synchronized (box) {
                    box.value = 2;
                }
                other.join();
            }),
    LOCK_IN_ONE_ONLY(
            () -> {
                Box box = new Box();
                ReentrantLock lock = new ReentrantLock();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            lock.lock();
                                            box.value = 1;
                                            lock.unlock();
                                        });
                box.value = 2;
                other.join();
            }),
    BY_A_HANDLE(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> Box.VALUE.set(box, 1));
                Box.VALUE.set(box, 2);
                other.join();
            }),
    BESIDE_A_HANDLE(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> box.value = 1);
                int seen = (int) Box.VALUE.get(box);
                other.join();
            }),
    ELEMENT_BY_A_HANDLE(
            () -> {
                int[] array = new int[2];
                Thread other = Thread.ofPlatform().start(() -> array[1] = 1);
                Box.ELEMENT.set(array, 1, 2);
                other.join();
            }),
    OTHER_FLAG(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            box.flag = true;
                                        });
                if (!box.flagToo) {
                    box.value = 2;
                }
                other.join();
            }),
    PLAIN_FLAG(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.wide = 1;
                                            box.value = 1;
                                        });
                if (box.value == 1) {
                    box.wide++;
                }
                other.join();
            }),
    OPAQUE_HANDLE(
            () -> {
                Box box = new Box();
                Box.VALUE.setOpaque(
                        box, (int) Box.VALUE.getOpaque(box)); // What is done at first orders.
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.wide = 1;
                                            Box.VALUE.setOpaque(box, 1);
                                        });
                Thread.sleep(1); // Which orders nothing.
                if ((int) Box.VALUE.getOpaque(box) == 1) {
                    box.wide = 2;
                }
                other.join();
            }),
    COLLECTION(
            () -> {
                List<Integer> list = new ArrayList<>();
                Thread other = Thread.ofPlatform().start(() -> list.add(1));
                list.add(2);
                other.join();
            }),
    MAP_WHILE_READ(
            () -> {
                Map<String, String> map = new HashMap<>();
                Thread other = Thread.ofPlatform().start(() -> map.put("a", "b"));
                map.get("a");
                other.join();
            }),
    AFTER_START(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().unstarted(() -> box.value = 1);
                other.start();
                box.value = 2;
                other.join();
            }),
    BETWEEN_TASKS(
            () -> {
                Box box = new Box();
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                    pool.submit(() -> box.value++);
                    pool.submit(() -> box.value++);
                }
            }),
    BESIDE_A_FUTURE(
            () -> {
                Box box = new Box();
                CompletableFuture<Void> future = CompletableFuture.runAsync(() -> box.value++);
                box.value++;
                future.join();
            }),
    OTHER_KEY(
            () -> {
                Box box = new Box();
                ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            map.put(1, 1);
                                        });
                map.get(2);
                box.value = 2;
                other.join();
            }),
    OTHER_ELEMENT(
            () -> {
                Box box = new Box();
                AtomicIntegerArray array = new AtomicIntegerArray(2);
                array.set(1, array.get(0)); // As above.
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            array.set(0, 1);
                                        });
                Thread.sleep(1); // Which orders nothing.
                array.get(1);
                box.value = 2;
                other.join();
            }),
    UNPARKED_OTHERWISE(
            () -> {
                Box box = new Box();
                Thread self = Thread.currentThread();
                LockSupport.unpark(self);
                Thread other = Thread.ofPlatform().start(() -> box.value = 1);
                LockSupport.park();
                box.value = 2;
                other.join();
            }),
    WRITTEN_AFTER_IT_WAS_MADE(
            () -> {
                Immutable[] published = new Immutable[1];
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Immutable made = new Immutable();
                                            Box.published = made;
                                            made.numbers[1] = 7;
                                        });
                Immutable seen = Box.published;
                if (seen != null) {
                    seen.numbers[1]++;
                }
                other.join();
                Box.published = null;
            }),
    RELEASED_TOO_EARLY(
            () -> {
                Box box = new Box();
                AtomicBoolean flag = new AtomicBoolean();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            flag.set(true);
                                            box.value = 1;
                                        });
                while (!flag.get()) {
                    Thread.onSpinWait();
                }
                box.value = 2;
                other.join();
            });

    private final Body body;

    RacyPrograms(Body body) {
        this.body = body;
    }

    Body body() {
        return body;
    }

    /** Whoever sees it sees its numbers, by whatever way. */
    static final class Immutable {
        final int[] numbers = new int[2];
        final int[][] table = new int[1][];

        Immutable() {
            numbers[0] = 1;
            table[0] = new int[] {5};
        }
    }

    static final class Box {
        static final VarHandle VALUE;
        static final VarHandle FLAG;
        static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);

        static {
            try {
                VALUE = MethodHandles.lookup().findVarHandle(Box.class, "value", int.class);
                FLAG = MethodHandles.lookup().findVarHandle(Box.class, "flag", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        int value;
        long wide;
        volatile boolean flag;
        volatile boolean flagToo;
        static int count;
        static Immutable published;
    }
}
