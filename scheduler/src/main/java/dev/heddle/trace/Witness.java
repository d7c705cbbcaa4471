package dev.heddle.trace;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.Watcher;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees where a thread was, and which locks it held, when it came to a place for the last time
 * before some moment of the run.
 */
@Internal
public final class Witness implements Watcher {

    /** How often it looks: a place may be in a loop. */
    private static final int MOST_LOOKS = 10_000;

    private final List<Question> questions;
    private final Map<Question, Account> accounts = new HashMap<>();
    private final HeldLocks locks = new HeldLocks();
    private final Values values = new Values();
    private int looks;

    /**
     * What is to be seen.
     *
     * @param thread the name of the thread
     * @param site the number of the place
     * @param until how many scheduling points the run has passed by that moment
     */
    public record Question(String thread, int site, long until) {}

    /**
     * What was seen.
     *
     * @param stack where the thread was, without frames of this tool
     * @param held the locks that it held, in words
     */
    public record Account(List<StackTraceElement> stack, List<String> held) {}

    /** A witness of one run. */
    public Witness(Set<Question> questions) {
        this.questions = List.copyOf(questions);
    }

    /** What was seen; null if the thread did not come to that place. */
    public @Nullable Account answer(Question question) {
        return accounts.get(question);
    }

    @Override
    public void passes(Fiber fiber, int site) {
        boolean hides = !fiber.isMasked();
        if (hides) {
            fiber.mask(); // What is done here is no part of the run.
        }
        try {
            locks.passes(fiber);
            for (Question question : questions) {
                if (question.site == site
                        && fiber.loop().steps() <= question.until
                        && fiber.toString().equals(question.thread)
                        && looks++ < MOST_LOOKS) {
                    accounts.put(question, new Account(stack(), held(fiber)));
                }
            }
        } finally {
            if (hides) {
                fiber.unmask();
            }
        }
    }

    private static List<StackTraceElement> stack() {
        return List.of(Frames.trim(new Throwable().getStackTrace()));
    }

    private List<String> held(Fiber fiber) {
        List<String> held = new ArrayList<>();
        for (Object object : locks.monitors(fiber)) {
            held.add("the monitor of " + values.name(object));
        }
        held.sort(null); // Their order in the table follows from hash codes.
        for (Object lock : locks.others(fiber)) {
            held.add(values.name(lock));
        }
        return List.copyOf(held);
    }
}
