package dev.heddle.isolation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Classes whose static state outlives a schedule, in all the ways there are to have such state. */
final class Leaks {

    private Leaks() {}

    /** Something a schedule does once for each number: it makes the course depend on the number. */
    static String steps(int count) {
        int[] cell = new int[1];
        for (int i = 0; i < count; i++) {
            cell[0]++;
        }
        return "" + cell[0];
    }

    static final class Registry {
        static final List<String> INSTANCES = new ArrayList<>();

        private Registry() {}

        static void register() {
            INSTANCES.add("one");
            steps(INSTANCES.size());
        }
    }

    static final class Counter {
        static int count;

        private Counter() {}

        static void count() {
            steps(++count);
        }
    }

    static final class Strict {
        static int count;

        private Strict() {}

        static void count() {
            steps(++count);
        }
    }

    static final class Atomic {
        static final AtomicInteger COUNT = new AtomicInteger();

        private Atomic() {}
    }

    static final class Config {
        private int hits;
    }

    static final class Deep {
        static final Map<String, Config> CONFIGS = new HashMap<>(Map.of("main", new Config()));

        private Deep() {}

        static void hit() {
            Config config = CONFIGS.get("main");
            steps(++config.hits);
        }
    }

    /** Has constants with state of their own. */
    enum Level {
        LOW,
        HIGH;

        private int uses;

        void use() {
            steps(++uses);
        }
    }

    static class Base {
        static int inherited;
    }

    static final class Derived extends Base {
        private Derived() {}
    }

    static final class Lambda {
        static final IntSupplier NEXT = counting();

        private Lambda() {}

        private static IntSupplier counting() {
            int[] captured = new int[1];
            return () -> ++captured[0];
        }
    }

    static final class Lazy {
        private static Config instance;

        private Lazy() {}

        static Config get() {
            if (instance == null) {
                instance = new Config();
            }
            return instance;
        }
    }

    static final class LazyAgain {
        private static Config instance;
        static int runs;

        private LazyAgain() {}

        static Config get() {
            if (instance == null) {
                instance = new Config();
            }
            return instance;
        }

        /** As in another JVM. */
        static void forget() {
            instance = null;
            runs = 0;
        }
    }

    static final class Two {
        static int first;
        static int second;

        private Two() {}
    }

    static final class Failing {
        static int runs;

        private Failing() {}
    }

    static final class Once {
        static int runs;

        private Once() {}
    }

    /** Each object refers to the next, and the last to the first. */
    static final class Ring {
        static final Ring FIRST = new Ring();
        private final Ring next;
        private int visits;

        private Ring() {
            next = this;
        }

        static void visit() {
            steps(++FIRST.next.visits);
        }
    }

    static final class Cache {
        static final ConcurrentHashMap<Integer, String> TEXTS = new ConcurrentHashMap<>();
        static final AtomicInteger CALLS = new AtomicInteger();
        static final ThreadLocal<StringBuilder> BUFFER =
                ThreadLocal.withInitial(StringBuilder::new);

        private Cache() {}

        static String text(int number) {
            return TEXTS.computeIfAbsent(number, key -> "number " + key);
        }
    }

    static final class Holder {
        static final List<Integer> SQUARES = squares();

        private Holder() {}

        private static List<Integer> squares() {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(i * i);
            }
            return all;
        }
    }

    /** Is never initialised by a test. */
    static final class Untouched {
        static int value = fail();

        private Untouched() {}

        private static int fail() {
            throw new AssertionError("initialised");
        }
    }
}
