package dev.heddle.preview;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.StructuredTaskScope.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Checks of structured concurrency, a preview of JDK 25: compiled and run by a test, in a JVM that
 * has previews enabled. It prints the name of each check that passes.
 */
public final class Scopes {

    private static final ScopedValue<String> NAME = ScopedValue.newInstance();

    private static final Duration DAY = Duration.ofDays(1);

    private Scopes() {}

    /** Runs all checks. */
    public static void main(String[] arguments) {
        Map<String, Body> both = new LinkedHashMap<>();
        both.put("allSuccessfulOrThrow", Scopes::allSuccessful);
        both.put("anySuccessfulResultOrThrow", Scopes::anySuccessful);
        both.put("awaitAllSuccessfulOrThrow", Scopes::awaitAllSuccessful);
        both.put("awaitAll", Scopes::awaitAll);
        both.put("allUntil", Scopes::allUntil);
        both.put("ownJoiner", Scopes::ownJoiner);
        both.put("failureCancelsTheOthers", Scopes::failureCancelsTheOthers);
        both.put("timeout", Scopes::timeout);
        both.put("noTimeout", Scopes::noTimeout);
        both.put("nested", Scopes::nested);
        both.put("nestedInASubtask", Scopes::nestedInASubtask);
        both.put("closingTheOuterFirst", Scopes::closingTheOuterFirst);
        both.put("ownerOnly", Scopes::ownerOnly);
        both.put("orderOfCalls", Scopes::orderOfCalls);
        both.put("interruptedJoin", Scopes::interruptedJoin);
        both.put("scopedValues", Scopes::scopedValues);
        both.put("bindingInAScope", Scopes::bindingInAScope);
        both.put("threadFactory", Scopes::threadFactory);
        both.forEach((name, body) -> passes(name, () -> Conformance.check(body, 30)));
        passes("virtualTime", Scopes::virtualTime);
        passes("findsARace", Scopes::findsARace);
        passes("replays", Scopes::replays);
    }

    private static void passes(String name, Runnable check) {
        try {
            check.run();
            System.out.println("passed " + name);
        } catch (Throwable e) {
            System.out.println("failed " + name);
            e.printStackTrace(System.out);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }

    private static void fails(Class<? extends Throwable> type, Callable<?> call) {
        try {
            call.call();
        } catch (Throwable e) {
            require(type.isInstance(e), "threw " + e);
            return;
        }
        throw new AssertionError("no " + type.getSimpleName());
    }

    /** Sleeps until it is interrupted. */
    private static String sleep(AtomicInteger interrupted) throws InterruptedException {
        try {
            Thread.sleep(DAY);
            return "late";
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
    }

    private static String fail() {
        throw new IllegalStateException("on purpose");
    }

    // --- joiners

    private static void allSuccessful() throws InterruptedException {
        try (var scope = StructuredTaskScope.open(Joiner.<Integer>allSuccessfulOrThrow())) {
            for (int i = 1; i <= 3; i++) {
                int number = i;
                scope.fork(
                        () -> {
                            Thread.sleep(4 - number);
                            return number;
                        });
            }
            List<Integer> results = scope.join().map(Subtask::get).toList();
            require(results.equals(List.of(1, 2, 3)), "in the order of forking: " + results);
        }
    }

    private static void anySuccessful() throws InterruptedException {
        AtomicInteger interrupted = new AtomicInteger();
        try (var scope = StructuredTaskScope.open(Joiner.<String>anySuccessfulResultOrThrow())) {
            CountDownLatch asleep = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                scope.fork(
                        () -> {
                            asleep.countDown();
                            return sleep(interrupted);
                        });
            }
            scope.fork(Scopes::fail);
            scope.fork(
                    () -> {
                        asleep.await();
                        return "first";
                    });
            require(scope.join().equals("first"), "the first result");
            require(scope.isCancelled(), "cancelled");
        }
        require(interrupted.get() == 2, "both were interrupted: " + interrupted);
    }

    private static void awaitAllSuccessful() throws InterruptedException {
        AtomicInteger sum = new AtomicInteger();
        try (var scope = StructuredTaskScope.open()) {
            Subtask<Integer> one = scope.fork(() -> sum.addAndGet(1));
            Subtask<Void> two =
                    scope.fork(
                            () -> {
                                sum.addAndGet(2);
                            });
            scope.join();
            require(
                    one.state() == Subtask.State.SUCCESS && two.state() == Subtask.State.SUCCESS,
                    "states");
            require(two.get() == null, "a runnable has no result");
        }
        require(sum.get() == 3, "both were executed");
    }

    private static void awaitAll() throws InterruptedException {
        try (var scope = StructuredTaskScope.open(Joiner.<String>awaitAll())) {
            Subtask<String> bad = scope.fork(Scopes::fail);
            Subtask<String> good = scope.fork(() -> "good");
            scope.join();
            require(bad.state() == Subtask.State.FAILED, "failed");
            require(bad.exception().getMessage().equals("on purpose"), "its exception");
            require(good.get().equals("good"), "the other went on");
            require(!scope.isCancelled(), "not cancelled");
        }
    }

    private static void allUntil() throws InterruptedException {
        AtomicInteger failed = new AtomicInteger();
        Joiner<String, Stream<Subtask<String>>> joiner =
                Joiner.allUntil(
                        subtask ->
                                subtask.state() == Subtask.State.FAILED
                                        && failed.incrementAndGet() >= 2);
        AtomicInteger interrupted = new AtomicInteger();
        try (var scope = StructuredTaskScope.open(joiner)) {
            scope.fork(() -> sleep(interrupted));
            scope.fork(Scopes::fail);
            scope.fork(Scopes::fail);
            long unavailable =
                    scope.join().filter(s -> s.state() == Subtask.State.UNAVAILABLE).count();
            require(unavailable >= 1, "the one that sleeps has no result");
        }
        require(failed.get() == 2, "two have failed");
    }

    private static void ownJoiner() throws InterruptedException {
        AtomicInteger forks = new AtomicInteger();
        AtomicInteger completions = new AtomicInteger();
        Joiner<Integer, String> joiner =
                new Joiner<>() {
                    @Override
                    public boolean onFork(Subtask<? extends Integer> subtask) {
                        forks.incrementAndGet();
                        return false;
                    }

                    @Override
                    public boolean onComplete(Subtask<? extends Integer> subtask) {
                        return completions.incrementAndGet() == 2;
                    }

                    @Override
                    public String result() {
                        return "done";
                    }
                };
        AtomicInteger interrupted = new AtomicInteger();
        try (var scope = StructuredTaskScope.open(joiner)) {
            scope.fork(() -> 1);
            scope.fork(() -> 2);
            require(scope.join().equals("done"), "the result");
        }
        require(forks.get() == 2 && completions.get() == 2, forks + ", " + completions);
        require(interrupted.get() == 0, "nobody was cancelled");
    }

    private static void failureCancelsTheOthers() throws InterruptedException {
        AtomicInteger interrupted = new AtomicInteger();
        try (var scope = StructuredTaskScope.open()) {
            CountDownLatch asleep = new CountDownLatch(1);
            Subtask<String> other =
                    scope.fork(
                            () -> {
                                asleep.countDown();
                                return sleep(interrupted);
                            });
            scope.fork(
                    () -> {
                        asleep.await();
                        return fail();
                    });
            try {
                scope.join();
                throw new AssertionError("join did not throw");
            } catch (FailedException e) {
                require(e.getCause().getMessage().equals("on purpose"), "the cause");
            }
            require(scope.isCancelled(), "cancelled");
            require(other.state() == Subtask.State.UNAVAILABLE, "the other: " + other.state());
            fails(IllegalStateException.class, other::get);
        }
        require(interrupted.get() == 1, "the other was interrupted");
    }

    // --- time

    private static void timeout() throws InterruptedException {
        AtomicInteger interrupted = new AtomicInteger();
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>awaitAll(),
                        config -> config.withName("s").withTimeout(Duration.ofMillis(20)))) {
            CountDownLatch asleep = new CountDownLatch(1);
            scope.fork(
                    () -> {
                        asleep.countDown();
                        return sleep(interrupted);
                    });
            fails(
                    TimeoutException.class,
                    () -> {
                        asleep.await();
                        return scope.join();
                    });
            require(scope.isCancelled(), "cancelled");
        }
        require(interrupted.get() == 1, "the task was interrupted");
    }

    private static void noTimeout() throws InterruptedException {
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>allSuccessfulOrThrow(), config -> config.withTimeout(DAY))) {
            scope.fork(() -> "quick");
            require(scope.join().count() == 1, "in time");
        }
    }

    private static void virtualTime() {
        Heddle.explorer()
                .schedules(50)
                .explore(
                        () -> {
                            long began = System.nanoTime();
                            AtomicInteger interrupted = new AtomicInteger();
                            try (var scope =
                                    StructuredTaskScope.open(
                                            Joiner.<String>awaitAll(),
                                            config -> config.withTimeout(Duration.ofHours(5)))) {
                                scope.fork(() -> sleep(interrupted));
                                fails(TimeoutException.class, scope::join);
                            }
                            require(
                                    System.nanoTime() - began == Duration.ofHours(5).toNanos(),
                                    "five hours, to the nanosecond");
                            require(interrupted.get() == 1, "interrupted");
                        })
                .check();
    }

    // --- structure

    private static void nested() throws InterruptedException {
        try (var outer = StructuredTaskScope.open(Joiner.<String>allSuccessfulOrThrow())) {
            outer.fork(() -> "a");
            try (var inner = StructuredTaskScope.open(Joiner.<String>allSuccessfulOrThrow())) {
                inner.fork(() -> "b");
                require(inner.join().count() == 1, "inner");
            }
            outer.fork(() -> "c");
            require(outer.join().count() == 2, "outer");
        }
    }

    private static void nestedInASubtask() throws InterruptedException {
        try (var outer = StructuredTaskScope.open(Joiner.<Integer>allSuccessfulOrThrow())) {
            for (int i = 0; i < 2; i++) {
                outer.fork(
                        () -> {
                            try (var inner =
                                    StructuredTaskScope.open(
                                            Joiner.<Integer>allSuccessfulOrThrow())) {
                                inner.fork(() -> 1);
                                inner.fork(() -> 2);
                                return inner.join().mapToInt(Subtask::get).sum();
                            }
                        });
            }
            require(outer.join().mapToInt(Subtask::get).sum() == 6, "the sum");
        }
    }

    private static void closingTheOuterFirst() {
        var outer = StructuredTaskScope.open();
        var inner = StructuredTaskScope.open();
        fails(
                StructureViolationException.class,
                () -> {
                    outer.close();
                    return null;
                });
        inner.close();
    }

    private static void ownerOnly() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        try (var scope = StructuredTaskScope.open()) {
            Thread other =
                    new Thread(
                            () -> {
                                for (Callable<?> call :
                                        List.<Callable<?>>of(
                                                () -> scope.fork(() -> "x"),
                                                scope::join,
                                                () -> {
                                                    scope.close();
                                                    return null;
                                                })) {
                                    try {
                                        call.call();
                                        wrong.add("allowed");
                                    } catch (WrongThreadException e) {
                                        // As it should be.
                                    } catch (Exception e) {
                                        wrong.add(e.toString());
                                    }
                                }
                            });
            other.start();
            other.join();
            scope.fork(
                    () -> {
                        fails(WrongThreadException.class, () -> scope.fork(() -> "x"));
                        return "x";
                    });
            scope.join();
        }
        require(wrong.isEmpty(), wrong.toString());
    }

    private static void orderOfCalls() throws InterruptedException {
        var scope = StructuredTaskScope.open(Joiner.<String>awaitAll());
        Subtask<String> subtask = scope.fork(() -> "x");
        fails(IllegalStateException.class, subtask::get);
        scope.join();
        require(subtask.get().equals("x"), "after join");
        fails(IllegalStateException.class, () -> scope.fork(() -> "y"));
        fails(IllegalStateException.class, scope::join);
        scope.close();
        scope.close();
        fails(IllegalStateException.class, () -> scope.fork(() -> "z"));
        var abandoned = StructuredTaskScope.open();
        abandoned.fork(() -> "x");
        fails(
                IllegalStateException.class,
                () -> {
                    abandoned.close();
                    return null;
                });
    }

    private static void interruptedJoin() throws InterruptedException {
        AtomicInteger interrupted = new AtomicInteger();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CountDownLatch asleep = new CountDownLatch(2);
        Thread owner =
                new Thread(
                        () -> {
                            try (var scope = StructuredTaskScope.open()) {
                                for (int i = 0; i < 2; i++) {
                                    scope.fork(
                                            () -> {
                                                asleep.countDown();
                                                return sleep(interrupted);
                                            });
                                }
                                scope.join();
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        });
        owner.start();
        asleep.await();
        owner.interrupt();
        owner.join();
        require(thrown.get() instanceof InterruptedException, "threw " + thrown.get());
        require(interrupted.get() == 2, "the subtasks were cancelled");
    }

    // --- what subtasks inherit

    private static void scopedValues() {
        ScopedValue.where(NAME, "outer")
                .call(
                        () -> {
                            try (var scope =
                                    StructuredTaskScope.open(
                                            Joiner.<String>allSuccessfulOrThrow())) {
                                scope.fork(NAME::get);
                                scope.fork(() -> ScopedValue.where(NAME, "inner").call(NAME::get));
                                scope.fork(NAME::get);
                                List<String> seen = scope.join().map(Subtask::get).toList();
                                require(
                                        seen.equals(List.of("outer", "inner", "outer")),
                                        seen.toString());
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return null;
                        });
        require(!NAME.isBound(), "unbound again");
    }

    private static void bindingInAScope() {
        try (var scope = StructuredTaskScope.open()) {
            ScopedValue.where(NAME, "bound")
                    .run(
                            () ->
                                    fails(
                                            StructureViolationException.class,
                                            () -> scope.fork(NAME::get)));
        }
    }

    private static void threadFactory() throws InterruptedException {
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>allSuccessfulOrThrow(),
                        config ->
                                config.withThreadFactory(
                                        Thread.ofPlatform().name("task-", 0).factory()))) {
            for (int i = 0; i < 2; i++) {
                scope.fork(
                        () ->
                                Thread.currentThread().getName()
                                        + Thread.currentThread().isVirtual());
            }
            List<String> names = scope.join().map(Subtask::get).toList();
            require(names.equals(List.of("task-0false", "task-1false")), names.toString());
        }
    }

    // --- what exploring is for

    private static int count;

    private static void race() throws InterruptedException {
        count = 0;
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(
                    () -> {
                        count++;
                    });
            scope.fork(
                    () -> {
                        count++;
                    });
            scope.join();
        }
        require(count == 2, "an update was lost");
    }

    private static void findsARace() {
        require(Heddle.explore(Scopes::race).failure().isPresent(), "the race was not found");
        Heddle.explorer().strategy("fifo").explore(Scopes::race).check();
    }

    private static void replays() {
        String token = Heddle.explore(Scopes::race).failure().orElseThrow().token();
        require(
                Heddle.replay(token, Scopes::race)
                        .failure()
                        .orElseThrow()
                        .summary()
                        .contains("an update was lost"),
                "the replay");
    }
}
