package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.stream.Stream;

/**
 * Every public class of {@code java.util.concurrent}, {@code locks} and {@code atomic} is used by
 * the programs that are run both free and under control: a member of it is called, or it is
 * implemented. A class that a new JDK adds makes this test fail until it has one.
 */
class ConcurrentPackagesTest {

    private static final String CONCURRENT = "java/util/concurrent/";

    /** Where the programs are, and the tests that run them. */
    private static final List<String> TESTS =
            List.of("dev/heddle/conformance", "dev/heddle/identity", "dev/heddle/pools");

    /** What no program needs to call, and why. */
    private static final Map<String, String> EXEMPT =
            Map.of(
                    CONCURRENT + "CompletableFuture$AsynchronousCompletionTask",
                    "marks tasks, which a test below looks for, and has no members",
                    CONCURRENT + "locks/AbstractOwnableSynchronizer",
                    "has members for subclasses only, which call them by their own name");

    /** A preview: the programs of {@code StructuredTaskScopeTest} are compiled by that test. */
    private static final List<String> PREVIEW =
            List.of("StructuredTaskScope", "StructureViolationException");

    @Test
    void everyPublicClassIsUsed() throws IOException {
        Set<String> missing = new TreeSet<>(publicClasses());
        missing.removeAll(used());
        missing.removeAll(EXEMPT.keySet());
        missing.removeIf(
                name -> PREVIEW.stream().anyMatch(each -> name.startsWith(CONCURRENT + each)));
        assertThat(missing).isEmpty();
    }

    @Test
    void nothingIsExemptWithoutNeed() throws IOException {
        assertThat(publicClasses()).containsAll(EXEMPT.keySet());
        assertThat(used()).doesNotContainAnyElementsOf(EXEMPT.keySet());
    }

    /** The test itself: what nobody uses is found. */
    @Test
    void whatIsNotUsedIsMissed() throws IOException {
        assertThat(publicClasses())
                .contains(
                        CONCURRENT + "ConcurrentHashMap$KeySetView",
                        CONCURRENT + "locks/StampedLock",
                        CONCURRENT + "atomic/LongAdder")
                .doesNotContain(CONCURRENT + "atomic/Striped64");
        assertThat(used())
                .contains(CONCURRENT + "locks/StampedLock")
                .doesNotContain("java/util/Stack");
    }

    private static Set<String> publicClasses() throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", "java.base");
        Map<String, Boolean> isPublic = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve(CONCURRENT))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace(".class", "");
                isPublic.put(name, Modifier.isPublic(modifiers(name)));
            }
        }
        Set<String> all = new TreeSet<>();
        isPublic.forEach(
                (name, itself) -> {
                    int outer = name.indexOf('$');
                    if (itself && (outer < 0 || isPublic.get(name.substring(0, outer)))) {
                        all.add(name);
                    }
                });
        return all;
    }

    /** Those of a nested class are not in the header of its file. */
    private static int modifiers(String name) {
        try {
            return Class.forName(name.replace('/', '.'), false, null).getModifiers();
        } catch (ClassNotFoundException e) {
            throw new AssertionError("The JDK has a file of it.", e);
        }
    }

    private static Set<String> used() throws IOException {
        Path root =
                Path.of(
                        URI.create(
                                ConcurrentPackagesTest.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()));
        Set<String> all = new TreeSet<>();
        for (String directory : TESTS) {
            try (Stream<Path> files = Files.walk(root.resolve(directory))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".class")).toList()) {
                    addUsed(ClassFile.of().parse(file), all);
                }
            }
        }
        return all;
    }

    private static void addUsed(ClassModel type, Set<String> all) {
        for (ClassEntry implemented : type.interfaces()) {
            add(implemented.asInternalName(), all);
        }
        type.superclass().ifPresent(superclass -> add(superclass.asInternalName(), all));
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                add(member.owner().asInternalName(), all);
            } else if (entry instanceof ClassEntry named && isException(named.asInternalName())) {
                add(named.asInternalName(), all); // It is caught, or expected.
            }
        }
    }

    private static boolean isException(String name) {
        return name.startsWith(CONCURRENT) && name.endsWith("Exception");
    }

    private static void add(String name, Set<String> all) {
        if (name.startsWith(CONCURRENT)) {
            all.add(name);
        }
    }

    // --- classes that are used here, since no other test has to do with them
    // ---------------------------------------------------------------------------------------------

    @Test
    @Covers(area = Area.CONCURRENT, value = "ConcurrentHashMap.newKeySet, keySet with a value")
    void keySets() {
        check(
                () -> {
                    ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
                    ConcurrentHashMap.KeySetView<Integer, Integer> keys = map.keySet(7);
                    AtomicInteger added = new AtomicInteger();
                    Body add =
                            () -> {
                                if (keys.add(1)) {
                                    added.incrementAndGet();
                                }
                            };
                    Together.all(add, add);
                    assertThat(added).hasValue(1);
                    assertThat(map).containsEntry(1, keys.getMappedValue());
                });
    }

    /** Doubles what it gets; subscribers ask for as many as they want. */
    private static final class Doubler extends SubmissionPublisher<Integer>
            implements Flow.Processor<Integer, Integer> {

        private Flow.Subscription source;

        Doubler() {
            super(ForkJoinPool.commonPool(), Flow.defaultBufferSize());
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            source = subscription;
            source.request(1);
        }

        @Override
        public void onNext(Integer item) {
            submit(item * 2);
            source.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            closeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            close();
        }
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "Flow.Processor between a publisher and a subscriber")
    void processors() {
        check(
                () -> {
                    List<Integer> got = new CopyOnWriteArrayList<>();
                    try (SubmissionPublisher<Integer> source = new SubmissionPublisher<>()) {
                        Doubler doubler = new Doubler();
                        Flow.Publisher<Integer> publisher = source;
                        publisher.subscribe(doubler);
                        CompletableFuture<Void> consumed = doubler.consume(got::add);
                        source.submit(1);
                        source.submit(2);
                        source.close();
                        consumed.get();
                    }
                    assertThat(got).containsExactly(2, 4);
                });
    }

    /** A mutex whose state is a {@code long}. */
    private static final class LongMutex extends AbstractQueuedLongSynchronizer {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean tryAcquire(long ignored) {
            return compareAndSetState(0, 1);
        }

        @Override
        protected boolean tryRelease(long ignored) {
            setState(0);
            return true;
        }

        @Override
        protected boolean isHeldExclusively() {
            return getState() == 1;
        }
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "AbstractQueuedLongSynchronizer and its conditions")
    void longSynchronizers() {
        check(
                () -> {
                    LongMutex mutex = new LongMutex();
                    AbstractQueuedLongSynchronizer.ConditionObject changed =
                            mutex.new ConditionObject();
                    boolean[] ready = new boolean[1];
                    Together.all(
                            () -> {
                                mutex.acquire(1);
                                while (!ready[0]) {
                                    changed.await();
                                }
                                mutex.release(1);
                            },
                            () -> {
                                mutex.acquire(1);
                                ready[0] = true;
                                changed.signal();
                                mutex.release(1);
                            });
                    mutex.acquire(1);
                    assertThat(changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(1)))
                            .isNotPositive();
                    mutex.release(1);
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "RejectedExecutionHandler of one's own, AbortPolicy")
    void rejections() {
        check(
                () -> {
                    List<Runnable> rejected = new CopyOnWriteArrayList<>();
                    RejectedExecutionHandler keep = (task, pool) -> rejected.add(task);
                    CountDownLatch stop = new CountDownLatch(1);
                    ThreadPoolExecutor pool =
                            new ThreadPoolExecutor(
                                    1, 1, 0, TimeUnit.DAYS, new SynchronousQueue<>(), keep);
                    pool.execute(() -> awaitQuietly(stop));
                    Runnable tooMuch = () -> {};
                    keep.rejectedExecution(tooMuch, pool);
                    pool.execute(tooMuch);
                    assertThat(rejected).containsExactly(tooMuch, tooMuch);
                    pool.setRejectedExecutionHandler(new ThreadPoolExecutor.AbortPolicy());
                    assertThatThrownBy(() -> pool.execute(tooMuch))
                            .isInstanceOf(RejectedExecutionException.class);
                    stop.countDown();
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                });
    }

    /** An executor service that has a thread of its own for each task, as simple as can be. */
    private static final class Simple extends AbstractExecutorService {
        private final List<Thread> threads = new CopyOnWriteArrayList<>();

        @Override
        public void execute(Runnable task) {
            Thread thread = new Thread(task);
            threads.add(thread);
            thread.start();
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> task) {
            RunnableFuture<T> future = super.newTaskFor(task);
            return new FutureTask<>(
                    () -> {
                        future.run();
                        return future.resultNow();
                    });
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return true;
        }

        @Override
        public boolean isTerminated() {
            return threads.stream().noneMatch(Thread::isAlive);
        }

        @Override
        public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
            for (Thread thread : threads) {
                thread.join();
            }
            return true;
        }
    }

    @Test
    @Covers(area = Area.POOLS, value = "AbstractExecutorService, RunnableFuture of one's own")
    void executorServicesOfOnesOwn() {
        check(
                () -> {
                    Simple executor = new Simple();
                    Callable<Integer> one = () -> 1;
                    Callable<Integer> two = () -> 2;
                    int any = executor.invokeAny(List.of(one, two));
                    assertThat(any).isBetween(1, 2);
                    assertThat(executor.submit(() -> 3).get()).isEqualTo(3);
                    executor.awaitTermination(1, TimeUnit.DAYS);
                    assertThat(executor.isTerminated()).isTrue();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "CompletableFuture.AsynchronousCompletionTask")
    void asynchronousTasksAreKnownAsSuch() {
        check(
                () -> {
                    AtomicReference<Runnable> given = new AtomicReference<>();
                    Executor later = given::set;
                    CompletableFuture<Integer> future =
                            CompletableFuture.supplyAsync(() -> 1, later);
                    assertThat(given.get())
                            .isInstanceOf(CompletableFuture.AsynchronousCompletionTask.class);
                    given.get().run();
                    assertThat(future.join()).isOne();
                });
    }

    @Test
    @Covers(area = Area.POOLS, value = "ForkJoinPool with a factory of one's own")
    void factoriesOfForkJoinWorkers() {
        check(
                () -> {
                    AtomicInteger made = new AtomicInteger();
                    ForkJoinPool.ForkJoinWorkerThreadFactory usual =
                            ForkJoinPool.defaultForkJoinWorkerThreadFactory;
                    ForkJoinPool pool =
                            new ForkJoinPool(
                                    2,
                                    owner -> {
                                        made.incrementAndGet();
                                        return usual.newThread(owner);
                                    },
                                    null,
                                    false);
                    assertThat(pool.submit(() -> 1).get()).isOne();
                    assertThat(made).hasPositiveValue();
                    pool.shutdown();
                    assertThat(pool.awaitTermination(1, TimeUnit.DAYS)).isTrue();
                });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts it.", e);
        }
    }
}
