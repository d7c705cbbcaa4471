package dev.heddle.linearizability;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes down when, in the order of a run, calls begin and return. Only one fiber of a run executes
 * at a time, and this is no code of the program, so plain fields will do, and nothing is
 * interleaved by writing to them.
 *
 * <p>There is a scheduling point before each call, so that others can come between two calls of one
 * thread; what is done from there to the first point of the operation itself is one step with it.
 * After the operation's last step it has returned at once: so operations are as short as they can
 * be, and the demands on their order as strict. Who visits every interleaving has to know besides
 * that the order of returns and calls can be seen, since operations that do not touch the same
 * memory would be taken to come in one order only. So then a call reads what returns write.
 */
final class Recording {

    private static final int CLOCK = 0;

    private final String[] clients;
    private final long[] called;
    private final long[] returned;
    private final @Nullable Object[] results;
    private final boolean seesOrder;
    private long now;

    Recording(String[] clients, boolean seesOrder) {
        this.clients = clients;
        this.seesOrder = seesOrder;
        called = new long[clients.length];
        returned = new long[clients.length];
        results = new Object[clients.length];
    }

    /** The calling fiber is about to call an operation; false if the run is over. */
    boolean calls(@Nullable Fiber fiber, int operation, int site, boolean alone) {
        if (fiber != null && fiber.isKilled()) {
            return false; // What is left is being unwound.
        }
        if (fiber != null && !alone) {
            if (seesOrder) {
                fiber.loop().point(fiber, site, this, CLOCK, Access.READS | Access.ORDERS);
            } else {
                fiber.loop().point(fiber, site, null, 0, Access.ALONE);
            }
        }
        called[operation] = ++now;
        return true;
    }

    /** It has returned this. */
    void returns(
            @Nullable Fiber fiber,
            int operation,
            @Nullable Object result,
            int site,
            boolean alone) {
        if (fiber != null && fiber.isKilled()) {
            return;
        }
        if (fiber != null && !alone && seesOrder) {
            Loop loop = fiber.loop();
            loop.point(fiber, site, this, CLOCK, Access.WRITES | Access.ORDERS);
        }
        results[operation] = result;
        returned[operation] = ++now;
    }

    /** What stands for all that was taken down: equal for histories that are the same. */
    List<@Nullable Object> key(Set<String> waiting) {
        List<@Nullable Object> key = new ArrayList<>(3 * called.length + 1);
        for (int i = 0; i < called.length; i++) {
            key.add(called[i]);
            key.add(returned[i]);
            Object result = results[i];
            key.add(
                    result != null && result.getClass().isArray()
                            ? Operation.text(result)
                            : result);
        }
        key.add(waiting);
        return key;
    }

    /** The threads that wait for ever, if the run has ended since nobody could go on. */
    static Set<String> waiting(Ending ending) {
        Set<String> waiting = new HashSet<>();
        if (ending.kind() == Ending.Kind.DEADLOCK) {
            for (Ending.Standing one : ending.standing()) {
                if (one.waiting() != Wait.NOTHING) {
                    waiting.add(one.thread());
                }
            }
        }
        return waiting;
    }

    /** The history: what these threads have called and has not returned waits for ever. */
    History history(List<Scenario.Call> calls, Set<String> waiting) {
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < called.length; i++) {
            if (called[i] == 0) {
                continue; // It was not called.
            }
            Operation.End end =
                    returned[i] != 0
                            ? Operation.End.RETURNED
                            : waiting.contains(clients[i])
                                    ? Operation.End.BLOCKED
                                    : Operation.End.PENDING;
            operations.add(
                    new Operation(
                            clients[i],
                            calls.get(i).operation(),
                            calls.get(i).arguments(),
                            end,
                            results[i],
                            called[i],
                            returned[i]));
        }
        return History.of(operations);
    }

    /** For each moment at which something was called, what it was. */
    int[] byTime() {
        int[] operations = new int[(int) now + 1];
        Arrays.fill(operations, -1);
        for (int i = 0; i < called.length; i++) {
            operations[(int) called[i]] = i;
        }
        return operations;
    }
}
