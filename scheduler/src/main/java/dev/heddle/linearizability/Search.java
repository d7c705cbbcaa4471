package dev.heddle.linearizability;

import dev.heddle.linearizability.Frontier.Role;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks for an order of operations that a model can explain: depth first, without recursion, and
 * never twice from what is equal.
 *
 * @param <S> the states of the model
 */
final class Search<S> {

    /** What was visited takes no more than this part of the memory. */
    private static final int PART_OF_MEMORY = 2;

    /** Besides ten for each operation, so many are made before another way is tried. */
    private static final int FEW_STEPS = 2_000;

    private static final int MOST_CUTS = 10_000;

    /** How it came out. */
    enum Found {
        ORDER,
        NONE,
        OUT_OF_BUDGET
    }

    /** Why it was cut off. */
    enum Limit {
        STEPS,
        TIME,
        MEMORY
    }

    /** Is told of each order that can not be continued. */
    interface DeadEnds<S> {
        void deadEnd(int[] order, int length, S state);
    }

    private final Model<S> model;
    private final List<Operation> operations;
    private final Role[] roles;
    private final Frontier frontier;
    private final Budget budget;
    private final boolean hasOptional;
    private final long mostWords = Runtime.getRuntime().maxMemory() / Long.BYTES / PART_OF_MEMORY;
    private Limit limit = Limit.STEPS;
    private Visited visited = new Visited();
    private final @Nullable DeadEnds<S> deadEnds;

    // What has been put in order so far: the operations, the states before each, the states that
    // each could have led to, and which of those is next to be tried.

    private int depth;
    private int[] order = new int[16];
    private List<S> before = new ArrayList<>();
    private List<List<S>> branches = new ArrayList<>();
    private int[] nextBranch = new int[16];

    /** The longest order that was found. */
    private int[] best = new int[16];

    private int bestLength;

    /**
     * How many required operations were left then: as few as there were, with few optional ones.
     */
    private int bestLeft;

    private @Nullable S bestState;

    /** How many optional operations there are in the present order. */
    private int optionals;

    /** What was not looked at since it takes more optional operations than allowed. */
    private final List<Cut<S>> cuts = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    private record Cut<S>(long[] key, S state, long[] options) {}

    /** So many of the best are the same as in the present order. */
    private int common;

    Search(
            Model<S> model,
            Condition condition,
            List<Operation> operations,
            Role[] roles,
            Budget budget,
            @Nullable DeadEnds<S> deadEnds) {
        this.model = model;
        this.operations = new ArrayList<>(operations);
        this.roles = roles;
        this.budget = budget;
        this.deadEnds = deadEnds;
        hasOptional = Arrays.asList(roles).contains(Role.OPTIONAL);
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == Role.OPTIONAL && operations.get(i).hasReturned()) {
                this.operations.set(i, operations.get(i).pending());
            }
        }
        frontier = Frontier.of(condition, operations, roles);
    }

    /** What operations are to a search that takes each as what it is. */
    static Role[] roles(List<Operation> operations) {
        return operations.stream()
                .map(
                        operation ->
                                switch (operation.end()) {
                                    case RETURNED -> Role.REQUIRED;
                                    case PENDING -> Role.OPTIONAL;
                                    case BLOCKED -> Role.NEVER;
                                })
                .toArray(Role[]::new);
    }

    /**
     * Looks for an order. What is optional makes the choice large, and there are two ways to come
     * to an end nevertheless: an order in which it is taken where nothing else helps is often one;
     * and if there is none, few optional operations show it, since who has used less can do more.
     * So first the one is tried for a while, then the other.
     */
    Found run() {
        if (!hasOptional) {
            return search(Integer.MAX_VALUE, budget);
        }
        Found found = search(Integer.MAX_VALUE, budget.part(FEW_STEPS + 10L * roles.length));
        Budget half = budget.half();
        visited = new Visited();
        for (int most = 0; found == Found.OUT_OF_BUDGET && !half.isUsedUp(); most++) {
            visited.again();
            found = search(most, half);
            if (found == Found.OUT_OF_BUDGET && limit == Limit.MEMORY) {
                break; // It would be so at once.
            }
            if (found == Found.NONE && !allSeen()) {
                found = Found.OUT_OF_BUDGET; // Not with as few.
            }
        }
        if (found == Found.OUT_OF_BUDGET) {
            visited = new Visited();
            found = search(Integer.MAX_VALUE, budget);
        }
        return found;
    }

    /** Looks for an order with no more optional operations than this. */
    private Found search(int mostOptional, Budget within) {
        while (depth > 0) {
            pop();
        }
        cuts.clear();
        S state = model.initial();
        int candidate = frontier.first();
        List<S> branch = List.of();
        int at = 0;
        boolean goesOn = false; // Whether the branch is that of the candidate.
        while (true) {
            if (!goesOn && frontier.left == 0 && mayEndIn(state)) {
                keepBest(state);
                return Found.ORDER;
            }
            boolean taken = false;
            boolean ends = !goesOn; // Whether nothing can come next.
            while (candidate != Frontier.NONE && !taken) {
                boolean optional = roles[candidate] == Role.OPTIONAL;
                if (!goesOn) {
                    boolean isFull = visited.words() > mostWords;
                    if (isFull || !within.step()) {
                        limit = isFull ? Limit.MEMORY : within.isLate() ? Limit.TIME : Limit.STEPS;
                        keepBest(state);
                        return Found.OUT_OF_BUDGET;
                    }
                    branch = model.next(state, operations.get(candidate));
                    at = 0;
                }
                goesOn = false;
                while (at < branch.size() && !taken) {
                    S next = branch.get(at++);
                    if (optional && next.equals(state)) {
                        continue; // Left out, it would come to the same.
                    }
                    frontier.take(candidate);
                    long[] key = frontier.key();
                    long[] options = frontier.optionalKey();
                    ends = false;
                    if (optional && optionals >= mostOptional) {
                        if (cuts.size() <= MOST_CUTS && !visited.has(key, next, options)) {
                            cuts.add(new Cut<>(key, next, options));
                        }
                        frontier.untake(candidate);
                    } else if (visited.add(key, next, options, state)) {
                        push(candidate, state, branch, at);
                        state = next;
                        taken = true;
                    } else {
                        frontier.untake(candidate);
                    }
                }
                candidate = taken ? frontier.first() : frontier.after(candidate);
            }
            if (!taken) {
                keepBest(state);
                if (deadEnds != null && ends) {
                    deadEnds.deadEnd(order, depth, state);
                }
                if (depth == 0) {
                    return Found.NONE;
                }
                candidate = order[depth - 1];
                state = before.getLast();
                branch = branches.getLast();
                at = nextBranch[depth - 1];
                pop();
                goesOn = true;
            }
        }
    }

    /** Whether what was not looked at was reached with less later on. */
    private boolean allSeen() {
        return cuts.size() <= MOST_CUTS
                && cuts.stream()
                        .allMatch(cut -> visited.has(cut.key(), cut.state(), cut.options()));
    }

    private void pop() {
        depth--;
        common = Math.min(common, depth);
        before.removeLast();
        branches.removeLast();
        frontier.untake(order[depth]);
        if (roles[order[depth]] == Role.OPTIONAL) {
            optionals--;
        }
    }

    private void push(int operation, S state, List<S> branch, int at) {
        if (depth == order.length) {
            order = Arrays.copyOf(order, 2 * depth);
            nextBranch = Arrays.copyOf(nextBranch, 2 * depth);
        }
        order[depth] = operation;
        nextBranch[depth] = at;
        before.add(state);
        branches.add(branch);
        depth++;
        if (roles[operation] == Role.OPTIONAL) {
            optionals++;
        }
    }

    private void keepBest(S state) {
        boolean better =
                frontier.left < bestLeft || (frontier.left == bestLeft && depth < bestLength);
        if (better || bestState == null) {
            bestLeft = frontier.left;
            if (best.length < depth) {
                best = Arrays.copyOf(best, Math.max(depth, 2 * best.length));
            }
            System.arraycopy(order, common, best, common, depth - common);
            bestLength = depth;
            bestState = state;
            common = depth;
        }
    }

    /** Whether all that waits for ever would wait in this state. */
    private boolean mayEndIn(S state) {
        for (int i = 0; i < roles.length; i++) {
            if (roles[i] == Role.NEVER
                    && !model.next(state, operations.get(i).pending()).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** What it was cut off by, if it is out of budget. */
    Limit limit() {
        return limit;
    }

    /** The longest order that was found, or the one that explains all. */
    int[] best() {
        return Arrays.copyOf(best, bestLength);
    }

    /** The state to which that leads. */
    S bestState() {
        S state = bestState;
        return state == null ? model.initial() : state;
    }

    /** What could have come next after an order: what must be taken, but could not. */
    List<Operation> next(int[] taken, int length) {
        Frontier again = frontier;
        List<Operation> candidates = new ArrayList<>();
        for (int i = depth - 1; i >= 0; i--) {
            again.untake(order[i]);
        }
        for (int i = 0; i < length; i++) {
            again.take(taken[i]);
        }
        for (int next = again.first(); next != Frontier.NONE; next = again.after(next)) {
            if (roles[next] == Role.REQUIRED) {
                candidates.add(operations.get(next));
            }
        }
        for (int i = length - 1; i >= 0; i--) {
            again.untake(taken[i]);
        }
        for (int i = 0; i < depth; i++) {
            again.take(order[i]);
        }
        return candidates;
    }
}
