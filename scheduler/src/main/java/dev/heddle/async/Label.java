package dev.heddle.async;

import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** What is awaited, in words for reports; they are made when somebody reads them. */
final class Label implements Turns.Awaited {

    /** More tasks than these are not named. */
    private static final int MOST_NAMES = 5;

    private final Supplier<String> words;

    /** The task it is, or that has it. */
    private final Supplier<@Nullable Task<?>> whom;

    private final Cause cause;

    private Label(Supplier<String> words, Supplier<@Nullable Task<?>> whom, Cause cause) {
        this.words = words;
        this.whom = whom;
        this.cause = cause;
    }

    static Label of(Supplier<String> words) {
        return of(words, Cause.COROUTINE_NEVER_RESUMED);
    }

    /**
     * What no task in particular gives.
     *
     * @param cause what it is called that nobody ever gives it
     */
    static Label of(Supplier<String> words, Cause cause) {
        return new Label(words, () -> null, cause);
    }

    /** As above, in words that are always the same. */
    static Label of(String words, Cause cause) {
        return of(() -> words, cause);
    }

    /**
     * What one task can give.
     *
     * @param whom that task, if there is one now
     */
    static Label of(Supplier<String> words, Supplier<@Nullable Task<?>> whom) {
        return new Label(words, whom, Cause.COROUTINE_NEVER_RESUMED);
    }

    /** Those of several futures that are not done. */
    static Label ofPending(String what, Collection<? extends Future<?>> futures) {
        return of(() -> what + names(futures));
    }

    private static String names(Collection<? extends Future<?>> futures) {
        List<String> names = new ArrayList<>();
        int others = 0;
        for (Future<?> future : futures) {
            if (future.isDone()) {
                continue;
            }
            if (names.size() == MOST_NAMES) {
                others++;
            } else {
                names.add(future.label().toString());
            }
        }
        if (others > 0) {
            names.add(others == 1 ? "another one" : others + " others");
        }
        return names.isEmpty() ? "" : " of " + String.join(", ", names);
    }

    @Override
    public @Nullable Object whom() {
        return whom.get();
    }

    @Override
    public Cause cause() {
        return cause;
    }

    @Override
    public String toString() {
        return words.get();
    }
}
