package dev.heddle.trace;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Turns;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Passes on what a strategy chooses, and puts into words where that is not what is usual when
 * nobody is preempted: that the thread goes on which has waited longest, that nothing happens which
 * need not. So it says what a run depends on that fails without any preemption.
 */
@Internal
public final class Choices implements Strategy {

    /** With more of them than this a sentence says nothing any more. */
    private static final int MOST_CLAUSES = 3;

    private final Strategy strategy;
    private final Course course;
    private final List<String> clauses = new ArrayList<>();
    private boolean tooMany;

    /**
     * Passes on what the strategy chooses.
     *
     * @param course watches the run
     */
    public Choices(Strategy strategy, Course course) {
        this.strategy = strategy;
        this.course = course;
    }

    /** What was unusual, in clauses that may follow on "when"; none if it was too much. */
    public List<String> clauses() {
        return tooMany ? List.of() : clauses.stream().distinct().toList();
    }

    private void add(String clause) {
        if (clauses.size() < MOST_CLAUSES) {
            clauses.add(clause);
        } else {
            tooMany = true;
        }
    }

    @Override
    public String name() {
        return strategy.name();
    }

    @Override
    public boolean usesSeed() {
        return strategy.usesSeed();
    }

    @Override
    public void begin(long seed) {
        clauses.clear();
        tooMany = false;
        strategy.begin(seed);
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        Fiber usual = runnable.oldest();
        Fiber chosen = strategy.next(runnable, current, yielding);
        if ((current == null || yielding) && chosen != usual) {
            String last = course.last();
            add(
                    last.isEmpty()
                            ? "'%s' and not '%s' runs first".formatted(chosen, usual)
                            : "'%s' and not '%s' runs next after %s"
                                    .formatted(chosen, usual, last));
        }
        return chosen;
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        Fiber usual = among.oldest();
        Fiber chosen = strategy.pick(choice, among);
        if (chosen != usual) {
            add(
                    switch (choice) {
                        case NOTIFY -> "'%s' and not '%s' is notified".formatted(chosen, usual);
                        case GRANT -> "'%s' and not '%s' gets the monitor".formatted(chosen, usual);
                        default -> "'%s' and not '%s' is chosen".formatted(chosen, usual);
                    });
        }
        return chosen;
    }

    @Override
    public boolean happens(Choice choice) {
        boolean answer = strategy.happens(choice);
        if (answer) {
            add(
                    switch (choice) {
                        case SPURIOUS -> "a wait ends although nobody has ended it";
                        case NETWORK -> "the network does not deliver at once";
                        default -> "something happens that need not";
                    });
        }
        return answer;
    }

    private static String goesOn(int drawn) {
        Turns turns = Turns.here();
        return turns == null
                ? "a coroutine goes on before one that has waited longer"
                : "'%s' goes on before '%s', which has waited longer"
                        .formatted(turns.candidate(drawn), turns.candidate(0));
    }

    @Override
    public int draw(Choice choice, int bound) {
        int drawn = strategy.draw(choice, bound);
        if (drawn != 0) {
            switch (choice) {
                case STALL -> add("time passes although a thread could go on");
                case READY -> add(goesOn(drawn));
                case NETWORK -> add("the network does not deliver at once");
                case CHOOSE -> add("choose(%d) gives %d".formatted(bound, drawn));
                default -> {
                    // What the program draws is no more unusual in one way than in another.
                }
            }
        }
        return drawn;
    }
}
