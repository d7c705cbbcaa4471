package dev.heddle.flaky;

import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.util.SplittableRandom;

/**
 * A strategy that holds sources of chance still: what is not varied is the same in every run, so
 * that a result that flips is due to what is. Threads take turns first in, first out where
 * schedules are held, and all random numbers come from the same one where chance is.
 */
final class Held implements Strategy {

    private final Strategy varied = Strategies.named(Strategies.USUAL);
    private final Strategy still = new Fifo();
    private final Strategy schedule;
    private final boolean chance;
    private final boolean stalls;
    private final int held;
    private SplittableRandom random = new SplittableRandom(0);

    Held(Setting setting) {
        schedule = setting.schedules() ? varied : still;
        chance = setting.chance();
        held = setting.held();
        stalls = setting.slackMillis() > 0;
    }

    @Override
    public String name() {
        String text =
                (schedule == varied ? " schedules" : "")
                        + (chance ? " chance" : "")
                        + (stalls ? " time" : "");
        return text.isEmpty() ? "nothing varied" : "varied:" + text.replace(' ', '-').substring(1);
    }

    @Override
    public boolean usesSeed() {
        return schedule == varied || chance || stalls;
    }

    @Override
    public boolean isExhausted() {
        return false; // Runs that should all be alike are repeated to see whether they are.
    }

    @Override
    public void begin(long seed) {
        varied.begin(seed);
        random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return schedule.next(runnable, current, yielding);
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return schedule.pick(choice, among);
    }

    @Override
    public boolean happens(Choice choice) {
        return false; // The JVM wakes nobody for no reason, as far as anybody has seen.
    }

    @Override
    public int draw(Choice choice, int bound) {
        return switch (choice) {
            case CHANCE -> chance ? random.nextInt(bound) : held % bound;
            case STALL -> stalls ? random.nextInt(bound) : 0;
            default -> schedule.draw(choice, bound);
        };
    }

    @Override
    public void ended(long behaviour, boolean isNew) {
        if (schedule == varied) {
            varied.ended(behaviour, isNew);
        }
    }
}
