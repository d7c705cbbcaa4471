package dev.heddle.jqwik.campaign;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A concurrent program that follows from a number: what each thread does, one operation after the
 * other. What an operation gave decides with what argument the next one is done, and which. A
 * program may deadlock, spin for ever or fail: that is an outcome like any other.
 */
record DrawnProgram(List<Actor> actors) {

    private static final int MOST_THREADS = 4;
    private static final int MOST_OPERATIONS = 6;

    /** A thread, and whether the body waits for it. */
    record Actor(Make make, boolean joined, List<Step> steps) {}

    /** How a thread is made. */
    enum Make {
        PLATFORM,
        DAEMON,
        VIRTUAL
    }

    /** An operation; if {@code branches}, what it gives decides whether the next is left out. */
    record Step(Operation operation, int argument, boolean branches) {
        @Override
        public String toString() {
            return operation.name() + "(" + argument + (branches ? ")?" : ")");
        }
    }

    /** The program of this number. */
    static DrawnProgram of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int threads = random.nextInt(2, MOST_THREADS + 1);
        List<Actor> actors = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int kind = random.nextInt(8);
            Make make = kind < 5 ? Make.PLATFORM : kind < 7 ? Make.VIRTUAL : Make.DAEMON;
            List<Step> steps = new ArrayList<>();
            int length = random.nextInt(1, MOST_OPERATIONS + 1);
            for (int j = 0; j < length; j++) {
                Operation operation = Operation.ALL.get(random.nextInt(Operation.ALL.size()));
                int argument = random.nextInt(Operation.ARGUMENTS);
                steps.add(new Step(operation, argument, random.nextInt(3) == 0));
            }
            actors.add(new Actor(make, random.nextInt(4) > 0, List.copyOf(steps)));
        }
        return new DrawnProgram(List.copyOf(actors));
    }

    /** A list for what each thread sees, to be filled by {@link #body}. */
    List<List<String>> emptyLogs() {
        List<List<String>> logs = new ArrayList<>();
        actors.forEach(actor -> logs.add(new ArrayList<>()));
        return logs;
    }

    /** A body that executes the program once. */
    Body body(List<List<String>> logs) {
        return () -> execute(logs);
    }

    private void execute(List<List<String>> logs) throws InterruptedException {
        Scene scene = new Scene();
        for (int i = 0; i < actors.size(); i++) {
            Actor actor = actors.get(i);
            List<String> log = logs.get(i);
            scene.inherited.set(i);
            Runnable work = () -> play(actor, scene, log);
            scene.threads.add(
                    switch (actor.make()) {
                        case PLATFORM -> new Thread(work);
                        case DAEMON -> Thread.ofPlatform().daemon().unstarted(work);
                        case VIRTUAL -> Thread.ofVirtual().name("virtual").unstarted(work);
                    });
        }
        scene.threads.forEach(Thread::start);
        for (int i = 0; i < actors.size(); i++) {
            if (actors.get(i).joined()) {
                scene.threads.get(i).join();
            }
        }
    }

    private static void play(Actor actor, Scene scene, List<String> log) {
        int state = 0;
        for (int i = 0; i < actor.steps().size(); i++) {
            Step step = actor.steps().get(i);
            String result = perform(step, scene, state);
            log.add(step + "=" + result);
            state = 31 * state + result.hashCode();
            if (step.branches() && (state & 1) == 0) {
                i++;
            }
        }
    }

    private static String perform(Step step, Scene scene, int state) {
        try {
            int argument = (step.argument() + state) & (Operation.ARGUMENTS - 1);
            return step.operation().run(scene, argument).toString();
        } catch (Exception e) {
            return e.toString(); // What an operation throws is what came of it.
        }
    }
}
