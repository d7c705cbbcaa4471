package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;

/** Apache Commons Pool: borrowing, waiting, and eviction by a timer. */
class CommonsPoolTest {

    @Test
    void noMoreAreLentThanThereAre() {
        Libraries.holds(Program.POOL_BORROW);
    }

    @Test
    void waitingForAnObjectEndsInTime() {
        Libraries.holds(Program.POOL_EXHAUSTED);
    }

    @Test
    void whatIsIdleIsEvicted() {
        Libraries.holds(Program.POOL_EVICTION);
    }

    @Test
    void anObjectThatIsUsedAfterItWasReturnedIsShared() {
        Libraries.finds(Program.POOL_USED_AFTER_RETURN, "used by two at once");
    }

    // --- the programs ---------------------------------------------------------------------------

    /** What is lent: it must never have two users. */
    private static final class Tool {
        final AtomicInteger users = new AtomicInteger();

        void use() {
            users.incrementAndGet();
            for (int i = 0; i < 60; i++) {
                if (users.get() != 1) {
                    throw new AssertionError("used by two at once");
                }
            }
            users.decrementAndGet();
        }
    }

    private static final class Factory extends BasePooledObjectFactory<Tool> {
        final AtomicInteger made = new AtomicInteger();
        final AtomicInteger destroyed = new AtomicInteger();

        @Override
        public Tool create() {
            made.incrementAndGet();
            return new Tool();
        }

        @Override
        public PooledObject<Tool> wrap(Tool tool) {
            return new DefaultPooledObject<>(tool);
        }

        @Override
        public void destroyObject(PooledObject<Tool> tool) {
            destroyed.incrementAndGet();
        }
    }

    static void borrow() throws InterruptedException {
        Factory factory = new Factory();
        try (GenericObjectPool<Tool> pool = pool(factory, 2)) {
            Runnable user =
                    () -> {
                        for (int i = 0; i < 2; i++) {
                            Tool tool = borrowed(pool);
                            tool.use();
                            pool.returnObject(tool);
                        }
                    };
            together(user, user, user);
            expect(true, factory.made.get() <= 2);
            expect(0, pool.getNumActive());
        }
        expect(factory.made.get(), factory.destroyed.get());
    }

    static void exhausted() throws Exception {
        try (GenericObjectPool<Tool> pool = pool(new Factory(), 1)) {
            Tool tool = pool.borrowObject();
            long began = System.nanoTime();
            try {
                pool.borrowObject(Duration.ofHours(1));
                throw new AssertionError("There was only one to lend.");
            } catch (NoSuchElementException expected) {
                expectPassed(Duration.ofHours(1), began);
            }
            Thread returning =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        sleep(Duration.ofMinutes(30));
                                        pool.returnObject(tool);
                                    });
            expect(true, pool.borrowObject(Duration.ofHours(1)) == tool);
            expectPassed(Duration.ofMinutes(90), began);
            returning.join();
            pool.returnObject(tool);
        }
    }

    static void eviction() throws Exception {
        Factory factory = new Factory();
        try (GenericObjectPool<Tool> pool = pool(factory, 2)) {
            pool.setDurationBetweenEvictionRuns(Duration.ofMinutes(1));
            pool.setMinEvictableIdleDuration(Duration.ofMinutes(10));
            Tool first = pool.borrowObject();
            Tool second = pool.borrowObject();
            pool.returnObject(first);
            Thread.sleep(Duration.ofMinutes(9));
            expect(1, pool.getNumIdle());
            pool.returnObject(second);
            Thread.sleep(Duration.ofMinutes(3));
            expect(1, pool.getNumIdle());
            Thread.sleep(Duration.ofMinutes(10));
            expect(0, pool.getNumIdle());
            expect(2, factory.destroyed.get());
        }
    }

    static void usedAfterReturn() throws InterruptedException {
        try (GenericObjectPool<Tool> pool = pool(new Factory(), 1)) {
            Runnable user =
                    () -> {
                        Tool tool = borrowed(pool);
                        pool.returnObject(tool);
                        tool.use();
                    };
            Thread other = Thread.ofPlatform().start(user);
            user.run();
            other.join();
        }
    }

    private static GenericObjectPool<Tool> pool(Factory factory, int size) {
        GenericObjectPoolConfig<Tool> config = new GenericObjectPoolConfig<>();
        config.setMaxTotal(size);
        config.setJmxEnabled(false);
        return new GenericObjectPool<>(factory, config);
    }

    private static Tool borrowed(GenericObjectPool<Tool> pool) {
        try {
            return pool.borrowObject();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
