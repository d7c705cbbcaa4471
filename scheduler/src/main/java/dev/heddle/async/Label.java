package dev.heddle.async;

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

    private Label(Supplier<String> words, Supplier<@Nullable Task<?>> whom) {
        this.words = words;
        this.whom = whom;
    }

    static Label of(Supplier<String> words) {
        return new Label(words, () -> null);
    }

    /**
     * What one task can give.
     *
     * @param whom that task, if there is one now
     */
    static Label of(Supplier<String> words, Supplier<@Nullable Task<?>> whom) {
        return new Label(words, whom);
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
    public String toString() {
        return words.get();
    }
}
