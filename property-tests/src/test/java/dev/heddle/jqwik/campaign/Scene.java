package dev.heddle.jqwik.campaign;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** What the threads of one execution of a random program share; made anew in each run. */
final class Scene {

    static final VarHandle HANDLED;

    static final AtomicIntegerFieldUpdater<Scene> UPDATED =
            AtomicIntegerFieldUpdater.newUpdater(Scene.class, "updated");

    static {
        try {
            HANDLED = MethodHandles.lookup().findVarHandle(Scene.class, "handled", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int[] cells = new int[3];
    int handled;
    volatile int updated;
    final AtomicInteger atomic = new AtomicInteger();
    final AtomicIntegerArray array = new AtomicIntegerArray(3);
    final AtomicStampedReference<String> stamped = new AtomicStampedReference<>("a", 0);
    final LongAdder adder = new LongAdder();
    final LongAccumulator greatest = new LongAccumulator(Math::max, 0);
    final Map<Integer, Integer> map = new ConcurrentHashMap<>();
    final Map<Integer, Integer> sorted = new ConcurrentSkipListMap<>();
    final Map<Integer, Integer> plain = new HashMap<>();
    final List<Integer> list = new ArrayList<>();
    final List<Integer> copied = new CopyOnWriteArrayList<>();

    final Object[] monitors = {new Object(), new Object(), new Object()};
    final Vector<Integer> vector = new Vector<>();
    final Hashtable<Integer, Integer> table = new Hashtable<>();
    final StringBuffer text = new StringBuffer();
    final List<Integer> guarded = Collections.synchronizedList(new ArrayList<>());

    final ReentrantLock[] locks = {new ReentrantLock(), new ReentrantLock(true)};
    final Condition condition = locks[0].newCondition();
    final ReentrantReadWriteLock shared = new ReentrantReadWriteLock();
    final StampedLock optimistic = new StampedLock();
    final Semaphore semaphore = new Semaphore(2);
    final CountDownLatch latch = new CountDownLatch(2);
    final CyclicBarrier barrier = new CyclicBarrier(2);
    final Phaser phaser = new Phaser(2);
    final Exchanger<Integer> exchanger = new Exchanger<>();

    final ArrayBlockingQueue<Integer> bounded = new ArrayBlockingQueue<>(1);
    final LinkedBlockingDeque<Integer> deque = new LinkedBlockingDeque<>(2);
    final PriorityBlockingQueue<Integer> heap = new PriorityBlockingQueue<>();
    final SynchronousQueue<Integer> handOver = new SynchronousQueue<>();
    final LinkedTransferQueue<Integer> transfers = new LinkedTransferQueue<>();
    final ConcurrentLinkedQueue<Integer> linked = new ConcurrentLinkedQueue<>();

    final ThreadLocal<Integer> local = ThreadLocal.withInitial(() -> 0);
    final InheritableThreadLocal<Integer> inherited = new InheritableThreadLocal<>();

    /** The threads of the program. Filled before the first is started. */
    final List<Thread> threads = new ArrayList<>();

    Thread thread(int argument) {
        return threads.get(argument % threads.size());
    }
}
