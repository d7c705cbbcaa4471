package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Cause;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Hands things from tasks to tasks: in the order in which they were put, or in another one, see
 * {@link #lifo} and {@link #priority}.
 *
 * {@snippet :
 *     Queue<String> queue = new Queue<>(10);
 *     Task<String> reader = Async.createTask(queue::get);
 *     queue.put("hello"); // Waits while ten are there.
 *     show(reader.await(), "handed on");
 * }
 *
 * @param <E> what it hands on
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Queue<E> {

    private static final Label EMPTY = Label.of("a queue that is empty", Cause.QUEUE_NEVER_FILLED);

    private final Items<E> items;

    /** How many it holds at most; 0 if there is no limit. */
    private final int capacity;

    private final Waiters getters;
    private final Waiters putters =
            new Waiters(Label.of("a queue that is full", Cause.QUEUE_NEVER_EMPTIED));
    private final Event finished = new Event("taskDone() for all that is in a queue");

    /** How many were put for which {@link #taskDone} was not called. */
    private int unfinished;

    private boolean shutDown;

    /** The things that are there, in the order in which they leave. */
    private record Items<E>(
            Collection<E> all, java.util.function.Consumer<E> put, Supplier<E> take) {}

    /** A queue that takes whatever is put. */
    public Queue() {
        this(0);
    }

    /**
     * A queue that makes wait who puts too much.
     *
     * @param capacity how many it holds; without limit if it is not positive
     */
    public Queue(int capacity) {
        this(capacity, first(), EMPTY);
    }

    private Queue(int capacity, Items<E> items, Object label) {
        this.capacity = capacity;
        this.items = items;
        this.getters = new Waiters(label);
        finished.set();
    }

    /** A queue of what is named in reports. */
    static <E> Queue<E> of(Object label) {
        return new Queue<>(0, first(), label);
    }

    private static <E> Items<E> first() {
        ArrayDeque<E> deque = new ArrayDeque<>();
        return new Items<>(deque, deque::addLast, deque::removeFirst);
    }

    /** A queue that gives what was put last first. */
    public static <E> Queue<E> lifo(int capacity) {
        ArrayDeque<E> deque = new ArrayDeque<>();
        return new Queue<>(capacity, new Items<>(deque, deque::addLast, deque::removeLast), EMPTY);
    }

    /** A queue that gives the smallest first. */
    public static <E extends Comparable<? super E>> Queue<E> priority(int capacity) {
        return priority(capacity, Comparator.naturalOrder());
    }

    /**
     * A queue that gives the smallest first, by the given order. Of equal things, any may be first,
     * the same as in CPython.
     */
    public static <E> Queue<E> priority(int capacity, Comparator<? super E> order) {
        Heap<E> heap =
                new Heap<>(Objects.requireNonNull(order, "A priority queue needs an order."));
        return new Queue<>(capacity, new Items<>(heap, heap::add, heap::removeSmallest), EMPTY);
    }

    /** How many things are there. */
    public int size() {
        Touch.reads(this);
        return items.all().size();
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        Touch.reads(this);
        return items.all().isEmpty();
    }

    /** Whether there is no room. */
    public boolean isFull() {
        Touch.reads(this);
        return capacity > 0 && size() >= capacity;
    }

    /**
     * Puts something in, once there is room.
     *
     * @throws QueueShutDownException if it is, or gets, shut down
     */
    public void put(E item) {
        check(item);
        Touch.writes(this);
        while (isFull()) {
            if (shutDown) {
                throw new QueueShutDownException();
            }
            await(putters, true);
        }
        putNoWait(item);
    }

    /**
     * Puts something in.
     *
     * @throws QueueFullException if there is no room
     * @throws QueueShutDownException if it was shut down
     */
    public void putNoWait(E item) {
        check(item);
        Touch.writes(this);
        if (shutDown) {
            throw new QueueShutDownException();
        }
        if (isFull()) {
            throw new QueueFullException();
        }
        items.put().accept(item);
        unfinished++;
        finished.clear();
        getters.releaseNext();
    }

    private static void check(Object item) {
        Objects.requireNonNull(item, "A queue can not hand on null.");
    }

    /**
     * Takes something out, once there is something.
     *
     * @throws QueueShutDownException if it is, or gets, shut down, and nothing is left
     */
    public E get() {
        while (isEmpty()) {
            if (shutDown) {
                throw new QueueShutDownException();
            }
            await(getters, false);
        }
        return getNoWait();
    }

    /**
     * Takes something out.
     *
     * @throws QueueEmptyException if there is nothing
     * @throws QueueShutDownException if there is nothing, and it was shut down
     */
    public E getNoWait() {
        Touch.writes(this);
        if (isEmpty()) {
            if (shutDown) {
                throw new QueueShutDownException();
            }
            throw new QueueEmptyException();
        }
        E item = items.take().get();
        putters.releaseNext();
        return item;
    }

    private void await(Waiters waiters, boolean untilNotFull) {
        Waiter waiter = waiters.add(EventLoop.running());
        try {
            waiter.pause();
        } catch (Throwable thrown) {
            waiter.cancel();
            waiters.remove(waiter);
            boolean mustWait = untilNotFull ? isFull() : isEmpty();
            if (!mustWait && !waiter.isCancelled()) {
                waiters.releaseNext(); // It was woken, and can not act on it.
            }
            throw Thrown.again(thrown);
        }
    }

    /**
     * Says that one of the things that were taken out has been dealt with.
     *
     * @throws IllegalStateException if that was said of all that were put in
     */
    public void taskDone() {
        Touch.writes(this);
        if (unfinished <= 0) {
            throw new IllegalStateException(
                    "taskDone() was called more often than something was put into the queue.");
        }
        if (--unfinished == 0) {
            finished.set();
        }
    }

    /** Waits until all that was put in has been dealt with. */
    public void join() {
        Touch.reads(this);
        if (unfinished > 0) {
            finished.await();
        }
    }

    /** Takes nothing any more; what is there can still be taken out. */
    public void shutdown() {
        shutdown(false);
    }

    /**
     * Takes nothing any more.
     *
     * @param immediate whether what is there is thrown away as well
     */
    public void shutdown(boolean immediate) {
        Touch.writes(this);
        shutDown = true;
        if (immediate) {
            while (!isEmpty()) {
                E _ = items.take().get();
                if (unfinished > 0) {
                    unfinished--;
                }
            }
            if (unfinished == 0) {
                finished.set();
            }
        }
        releaseAll(getters);
        releaseAll(putters);
    }

    private static void releaseAll(Waiters waiters) {
        while (!waiters.isEmpty()) {
            waiters.releaseNext();
        }
    }
}
