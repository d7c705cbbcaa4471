package dev.heddle.jqwik;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A concurrent program of actions on one state: some that are done first, some by each of several
 * threads, and some when all threads have ended. {@link Programs} generates them.
 *
 * <p>It is run by {@link #run}, in an {@link Interleaved @Interleaved} property or under a {@link
 * dev.heddle.Schedule}; then what happens is compared with what may happen: an invariant of the
 * state, or what any sequential execution comes to ({@link #sequentialOutcomes}).
 *
 * {@snippet :
 *     @Property
 *     @Interleaved
 *     void comesToWhatOneThreadComesTo(@ForAll("programs") Program<Account> program)
 *             throws Exception {
 *         Account account = new Account();
 *         program.run(account);
 *         assertThat(program.sequentialOutcomes(Account::new, Account::balance))
 *                 .contains(account.balance());
 *     }
 * }
 *
 * @param before what is done before the threads are started
 * @param threads what each thread does
 * @param after what is done after they have ended
 * @param <S> the type of the state
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Program<S>(
        List<Action<S>> before, List<List<Action<S>>> threads, List<Action<S>> after) {

    /** Takes copies. */
    public Program {
        before = List.copyOf(before);
        threads = threads.stream().map(List::copyOf).toList();
        after = List.copyOf(after);
    }

    /**
     * Executes it on a state.
     *
     * @throws Exception what an action has thrown; if one of a thread's has, a run ends there
     */
    public void run(S state) throws Exception {
        for (Action<S> action : before) {
            action.run(state);
        }
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> started = new ArrayList<>();
        for (List<Action<S>> actions : threads) {
            Thread thread = new Thread(() -> play(actions, state, failure));
            thread.setName("actor " + (started.size() + 1));
            started.add(thread);
            thread.start();
        }
        for (Thread thread : started) {
            thread.join();
        }
        Throwable thrown = failure.get(); // In a run it has ended that.
        if (thrown != null) {
            throw Program.<RuntimeException>sneaky(thrown);
        }
        for (Action<S> action : after) {
            action.run(state);
        }
    }

    private static <S> void play(
            List<Action<S>> actions, S state, AtomicReference<@Nullable Throwable> failure) {
        try {
            for (Action<S> action : actions) {
                action.run(state);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            throw Program.<RuntimeException>sneaky(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // To throw what is checked.
    private static <T extends Throwable> T sneaky(Throwable e) throws T {
        throw (T) e;
    }

    /**
     * What the program comes to if no two actions overlap: each interleaving of whole actions is
     * executed once, by one thread, on a state of its own.
     *
     * @param fresh makes a state
     * @param result looks at it in the end
     * @throws IllegalArgumentException if there are more than {@value Interleavings#MOST}
     *     interleavings
     */
    public <R extends @Nullable Object> Set<R> sequentialOutcomes(
            Supplier<? extends S> fresh, Function<? super S, ? extends R> result) {
        Set<R> outcomes = new LinkedHashSet<>();
        Interleavings.<Action<S>>forEach(
                threads,
                merged -> {
                    S state = fresh.get();
                    try {
                        for (List<Action<S>> part : List.of(before, merged, after)) {
                            for (Action<S> action : part) {
                                action.run(state);
                            }
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(
                                "An action fails in a sequential execution, so there is nothing to"
                                        + " compare with: "
                                        + merged,
                                e);
                    }
                    outcomes.add(result.apply(state));
                });
        return outcomes;
    }

    /** A line for each thread. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        if (!before.isEmpty()) {
            text.append("first ").append(before).append("; ");
        }
        for (int i = 0; i < threads.size(); i++) {
            text.append(i == 0 ? "" : " | ").append(threads.get(i));
        }
        if (!after.isEmpty()) {
            text.append("; then ").append(after);
        }
        return text.toString();
    }
}
