package dev.heddle.isolation;

import dev.heddle.Body;
import dev.heddle.Heddle;

import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a JVM does the first time only, for each of many things that programs do: none of it may be
 * an event of a run. It is the main class of a JVM in which nothing of it has been done.
 */
enum FirstTime {
    LAMBDAS(() -> List.of(1, 2).forEach(i -> Leaks.steps(i))),
    CONCATENATION(() -> Leaks.steps(("a" + System.nanoTime() + "b").length() % 2)),
    ENUMS(() -> new EnumMap<Leaks.Level, String>(Map.of(Leaks.Level.valueOf("LOW"), "x")).size()),
    RECORDS(() -> Leaks.steps(new Pair(1, "x").equals(new Pair(1, "x")) ? 1 : 2)),
    PATTERNS(() -> Leaks.steps(kind(new Pair(1, "x")) + kind("x") + kind(3))),
    PROXIES(FirstTime::proxy),
    ANNOTATIONS(() -> Leaks.steps(Marked.class.getAnnotation(Mark.class).value())),
    REFLECTION(
            () ->
                    Leaks.class
                            .getDeclaredMethod("steps", int.class)
                            .invoke(null, Pair.class.getRecordComponents().length)),
    STREAMS(
            () ->
                    Leaks.steps(
                            IntStream.range(0, 10)
                                    .boxed()
                                    .collect(Collectors.groupingBy(i -> i % 3))
                                    .size())),
    FORMATS(() -> Leaks.steps("%05d %s %.2f".formatted(3, new Pair(1, "x"), 1.5).length())),
    DATES(() -> LocalDate.of(2025, 1, 1).format(DateTimeFormatter.ISO_DATE)),
    PATTERN(() -> Pattern.compile("(a+)b").matcher("aab").matches()),
    NUMBERS(() -> new BigDecimal("1.23").multiply(BigDecimal.TEN).toPlainString()),
    SERVICES(() -> ServiceLoader.load(Body.class).findFirst()),
    RESOURCES(FirstTime::resource),
    EXCEPTIONS(FirstTime::exception),
    FUTURES(() -> CompletableFuture.supplyAsync(() -> Leaks.steps(1), Runnable::run).join()),
    POOLS(FirstTime::pool),
    LOCKS(FirstTime::lock),
    INITIALISERS(() -> Leaks.steps(Leaks.Holder.SQUARES.size())),
    CLASS_LOADERS(FirstTime::loader),
    FAILING_INITIALISERS(FirstTime::failing);

    /** A record. */
    record Pair(int number, String text) {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Mark {
        int value();
    }

    @Mark(3)
    static final class Marked {}

    static final class Failing {
        static final int VALUE = Integer.parseInt("none");
    }

    private final Body body;

    FirstTime(Body body) {
        this.body = body;
    }

    public static void main(String[] arguments) {
        for (FirstTime one : values()) {
            var report = Heddle.explorer().schedules(2).explore(one.body);
            System.out.println(
                    one
                            + (report.passed() && report.divergence().isEmpty()
                                    ? " is the same"
                                    : " " + report));
        }
    }

    private static int kind(Object object) {
        return switch (object) {
            case Pair(int number, String text) when number > 5 -> text.length();
            case Pair pair -> pair.number();
            case String text -> text.length();
            default -> 3;
        };
    }

    private static void proxy() {
        Runnable proxy =
                (Runnable)
                        Proxy.newProxyInstance(
                                FirstTime.class.getClassLoader(),
                                new Class<?>[] {Runnable.class},
                                (self, method, arguments) -> Leaks.steps(2));
        proxy.run();
    }

    private static void resource() throws IOException {
        try (InputStream in = FirstTime.class.getResourceAsStream("FirstTime.class")) {
            Leaks.steps(new String(in.readNBytes(2), StandardCharsets.ISO_8859_1).length());
        }
    }

    private static void exception() {
        try {
            Leaks.steps(1 / (Leaks.steps(1).length() - 1));
        } catch (ArithmeticException e) {
            Leaks.steps(e.getStackTrace().length > 0 ? 2 : 1);
        }
    }

    private static void pool() throws Exception {
        try (var pool = Executors.newFixedThreadPool(2)) {
            Leaks.steps(pool.submit(() -> 3).get());
        }
    }

    private static void lock() {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        lock.readLock().lock();
        Leaks.steps(1);
        lock.readLock().unlock();
    }

    private static void failing() {
        try {
            Leaks.steps(Failing.VALUE);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            Leaks.steps(2);
        }
    }

    /** The JVM asks a class loader of the program the first time only. */
    private static final ClassLoader COUNTING = new Counting();

    private static void loader() throws ReflectiveOperationException {
        Body body =
                (Body)
                        Class.forName("dev.heddle.isolation.FirstTime$Resolving", true, COUNTING)
                                .getDeclaredConstructor()
                                .newInstance();
        try {
            body.run();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Needs another class of its loader. */
    public static final class Resolving implements Body {
        @Override
        public void run() {
            new Resolved().touch();
        }
    }

    /** Is loaded when that is executed for the first time. */
    public static final class Resolved {
        private int touched;

        void touch() {
            touched++;
        }
    }

    /** Does things in loadClass that are scheduling points elsewhere. */
    private static final class Counting extends ClassLoader {
        private int asked;

        Counting() {
            super(FirstTime.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked++;
            if (!name.endsWith("Resolving") && !name.endsWith("Resolved")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] classFile = in.readAllBytes();
                return defineClass(name, classFile, 0, classFile.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
