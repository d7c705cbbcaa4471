package dev.heddle.jqwik;

import dev.heddle.api.API;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

import java.util.List;

/**
 * Generates concurrent programs from actions. They are shrunk to fewer threads, fewer actions and
 * smaller ones, beside the schedule under which they fail.
 *
 * {@snippet :
 *     @Provide
 *     Arbitrary<Program<Account>> programs() {
 *         Arbitrary<Deposit> deposits = Arbitraries.integers().between(1, 9).map(Deposit::new);
 *         return Programs.of(deposits).threads(3).actions(2).before(1).any();
 *     }
 * }
 *
 * @param <S> the type of the state that the actions share
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Programs<S> {

    private final Arbitrary<? extends Action<S>> action;
    private final int threads;
    private final int actions;
    private final int before;
    private final int after;

    private Programs(
            Arbitrary<? extends Action<S>> action,
            int threads,
            int actions,
            int before,
            int after) {
        if (threads < 1 || actions < 1 || before < 0 || after < 0) {
            throw new IllegalArgumentException(
                    "A program must have threads and actions, but may have %,d and %,d at the most, and %,d and %,d before and after."
                            .formatted(threads, actions, before, after));
        }
        this.action = action;
        this.threads = threads;
        this.actions = actions;
        this.before = before;
        this.after = after;
    }

    /** Programs of these actions: of two or three threads, with up to four actions each. */
    public static <S> Programs<S> of(Arbitrary<? extends Action<S>> action) {
        return new Programs<>(action, 3, 4, 0, 0);
    }

    /** How many threads there are at the most. */
    public Programs<S> threads(int most) {
        return new Programs<>(action, most, actions, before, after);
    }

    /** How many actions each thread has at the most. */
    public Programs<S> actions(int most) {
        return new Programs<>(action, threads, most, before, after);
    }

    /** How many actions there are at the most before the threads are started; usually none. */
    public Programs<S> before(int most) {
        return new Programs<>(action, threads, actions, most, after);
    }

    /** How many actions there are at the most after the threads have ended; usually none. */
    public Programs<S> after(int most) {
        return new Programs<>(action, threads, actions, before, most);
    }

    /** What generates them. */
    public Arbitrary<Program<S>> any() {
        Arbitrary<Action<S>> one = action.map(made -> made);
        Arbitrary<List<List<Action<S>>>> all =
                one.list()
                        .ofMinSize(1)
                        .ofMaxSize(actions)
                        .list()
                        .ofMinSize(Math.min(2, threads))
                        .ofMaxSize(threads);
        return Combinators.combine(one.list().ofMaxSize(before), all, one.list().ofMaxSize(after))
                .as(Program::new);
    }
}
