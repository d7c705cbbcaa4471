package dev.heddle.jqwik.campaign;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.concurrent.locks.Lock;

/** The locks and synchronizers of {@code java.util.concurrent}. */
enum LockOperation implements Operation {
    LOCK((scene, argument) -> locked(scene.locks[argument % 2], scene, argument)),
    /** In either order: two such threads may deadlock. */
    LOCK_BOTH(
            (scene, argument) -> {
                Lock first = scene.locks[argument % 2];
                first.lockInterruptibly();
                try {
                    scene.cells[0]++;
                    return locked(scene.locks[1 - argument % 2], scene, argument);
                } finally {
                    first.unlock();
                }
            }),
    TRY_LOCK(
            (scene, argument) -> {
                Lock lock = scene.locks[argument % 2];
                if (!lock.tryLock(argument, MILLISECONDS)) {
                    return "late";
                }
                try {
                    scene.cells[argument % 3]++;
                    Thread.sleep(argument);
                    return "taken";
                } finally {
                    lock.unlock();
                }
            }),
    CONDITION(
            (scene, argument) -> {
                scene.locks[0].lock();
                try {
                    return scene.condition.await(argument, MILLISECONDS);
                } finally {
                    scene.locks[0].unlock();
                }
            }),
    CONDITION_WITHOUT_LIMIT(
            (scene, argument) -> {
                scene.locks[0].lock();
                try {
                    if (scene.cells[0] == 0) {
                        scene.condition.awaitUninterruptibly();
                    }
                    return scene.cells[0];
                } finally {
                    scene.locks[0].unlock();
                }
            }),
    SIGNAL(
            (scene, argument) -> {
                scene.locks[0].lock();
                try {
                    if (argument % 2 == 0) {
                        scene.condition.signal();
                    } else {
                        scene.condition.signalAll();
                    }
                    return scene.cells[0]++;
                } finally {
                    scene.locks[0].unlock();
                }
            }),
    READ((scene, argument) -> locked(scene.shared.readLock(), scene, argument)),
    WRITE((scene, argument) -> locked(scene.shared.writeLock(), scene, argument)),
    /** Asks for the write lock while it may hold the read lock: gives up in time. */
    UPGRADE(
            (scene, argument) -> {
                scene.shared.readLock().lock();
                try {
                    if (!scene.shared.writeLock().tryLock(argument, MILLISECONDS)) {
                        return "late";
                    }
                    scene.shared.writeLock().unlock();
                    return "taken";
                } finally {
                    scene.shared.readLock().unlock();
                }
            }),
    STAMPED(
            (scene, argument) ->
                    locked(
                            argument % 2 == 0
                                    ? scene.optimistic.asReadLock()
                                    : scene.optimistic.asWriteLock(),
                            scene,
                            argument)),
    STAMPED_OPTIMISTIC(
            (scene, argument) -> {
                long stamp = scene.optimistic.tryOptimisticRead();
                int seen = scene.cells[0];
                scene.cells[1] += seen;
                return scene.optimistic.validate(stamp) + "" + seen;
            }),
    STAMPED_CONVERTED(
            (scene, argument) -> {
                long stamp = scene.optimistic.tryReadLock(argument, MILLISECONDS);
                if (stamp == 0) {
                    return "late";
                }
                long write = scene.optimistic.tryConvertToWriteLock(stamp);
                scene.cells[0]++;
                scene.optimistic.unlock(write != 0 ? write : stamp);
                return write != 0;
            }),
    SEMAPHORE(
            (scene, argument) -> {
                scene.semaphore.acquire(1 + argument % 2);
                try {
                    return scene.cells[0]++;
                } finally {
                    scene.semaphore.release(1 + argument % 2);
                }
            }),
    TRY_ACQUIRE(
            (scene, argument) -> {
                boolean taken = scene.semaphore.tryAcquire(2, argument, MILLISECONDS);
                if (taken) {
                    Thread.sleep(argument);
                    scene.semaphore.release(2);
                }
                return taken;
            }),
    COUNT_DOWN(
            (scene, argument) -> {
                scene.latch.countDown();
                return scene.latch.getCount();
            }),
    AWAIT_LATCH((scene, argument) -> scene.latch.await(argument, MILLISECONDS)),
    AWAIT_BARRIER((scene, argument) -> scene.barrier.await(1 + argument, MILLISECONDS)),
    RESET_BARRIER(
            (scene, argument) -> {
                scene.barrier.reset();
                return scene.barrier.getNumberWaiting();
            }),
    ARRIVE((scene, argument) -> scene.phaser.arrive()),
    AWAIT_ADVANCE(
            (scene, argument) ->
                    scene.phaser.awaitAdvanceInterruptibly(
                            scene.phaser.getPhase(), argument, MILLISECONDS)),
    REGISTER(
            (scene, argument) -> scene.phaser.register() + "" + scene.phaser.arriveAndDeregister()),
    EXCHANGE((scene, argument) -> scene.exchanger.exchange(argument, 1 + argument, MILLISECONDS));

    private final Action action;

    LockOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }

    private static int locked(Lock lock, Scene scene, int argument) {
        lock.lock();
        try {
            return scene.cells[argument % 3]++;
        } finally {
            lock.unlock();
        }
    }
}
