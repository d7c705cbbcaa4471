package dev.heddle.jqwik.campaign;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** Queues, with and without limits. */
enum QueueOperation implements Operation {
    OFFER((scene, argument) -> scene.bounded.offer(argument, argument, MILLISECONDS)),
    POLL((scene, argument) -> scene.bounded.poll(argument, MILLISECONDS)),
    /** Waits until there is room: for ever, if nobody takes anything. */
    PUT(
            (scene, argument) -> {
                scene.bounded.put(argument);
                return scene.bounded.remainingCapacity();
            }),
    DRAIN(
            (scene, argument) -> {
                List<Integer> drained = new ArrayList<>();
                scene.bounded.drainTo(drained);
                scene.deque.drainTo(drained, 1);
                return drained;
            }),
    PUSH((scene, argument) -> scene.deque.offerFirst(argument, argument, MILLISECONDS)),
    POP((scene, argument) -> scene.deque.pollLast(argument, MILLISECONDS)),
    /** Waits for an element: for ever, if nobody pushes one. */
    TAKE((scene, argument) -> argument == 0 ? scene.deque.take() : scene.deque.peek()),
    HEAP(
            (scene, argument) -> {
                scene.heap.add(argument);
                return argument % 2 == 0 ? scene.heap.take() : scene.heap.peek();
            }),
    HEAP_POLL((scene, argument) -> scene.heap.poll(argument, MILLISECONDS)),
    HAND_OVER((scene, argument) -> scene.handOver.offer(argument, argument, MILLISECONDS)),
    HANDED_OVER((scene, argument) -> scene.handOver.poll(argument, MILLISECONDS)),
    TRANSFER((scene, argument) -> scene.transfers.tryTransfer(argument, argument, MILLISECONDS)),
    TRANSFERRED((scene, argument) -> scene.transfers.poll(argument, MILLISECONDS)),
    CONSUMERS(
            (scene, argument) -> {
                scene.transfers.put(argument);
                return scene.transfers.getWaitingConsumerCount() + "" + scene.transfers.size();
            }),
    LINKED(
            (scene, argument) -> {
                scene.linked.add(argument);
                return scene.linked + "" + scene.linked.poll();
            }),
    DELAYED(
            (scene, argument) -> {
                DelayQueue<Late> queue = new DelayQueue<>();
                queue.add(new Late(System.nanoTime() + argument * 1_000_000L));
                queue.add(new Late(System.nanoTime() + 3_000_000L));
                long due = queue.take().due();
                return queue.size() + " " + due;
            });

    private record Late(long due) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(due, ((Late) other).due);
        }
    }

    private final Action action;

    QueueOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }
}
