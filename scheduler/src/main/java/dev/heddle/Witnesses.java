package dev.heddle;

import dev.heddle.detect.Race;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.trace.Witness;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the schedules in which data races were seen once more, to see where both threads were and
 * which locks they held: to take stacks in each run would make all of them slow.
 */
final class Witnesses {

    /** Of the races of more runs than this it is not found out. */
    private static final int MOST_RUNS = 20;

    private final Runs runs;
    private final Limits limits;
    private final Duration time;
    private boolean outOfTime;

    /**
     * A way to run schedules again.
     *
     * @param runs those that were explored
     */
    Witnesses(Runs runs) {
        Limits usual = runs.limits();
        this.runs = runs;
        this.time = runs.budget().time();
        this.limits =
                new Limits(
                        usual.steps(),
                        usual.time().compareTo(time) < 0 ? usual.time() : time,
                        usual.unwindings());
    }

    /** Adds to the races what can be seen; false if real time was up before. */
    boolean addTo(RaceLog log) {
        List<RaceLog.Sighting> sightings = log.sightings();
        if (sightings.isEmpty()) {
            return true;
        }
        long deadline = System.nanoTime() + time.toNanos();
        Recorder recorder = new Recorder(new Replay(sightings.getFirst().tape()), true);
        Loop loop = runs.again(recorder, limits);
        try {
            Session.call(
                    loop,
                    session -> {
                        sightings.stream()
                                .limit(MOST_RUNS)
                                .takeWhile(sighting -> hasTime(deadline))
                                .forEach(sighting -> look(sighting, session, loop, recorder, log));
                        return log;
                    });
        } catch (Session.StuckException stuck) {
            // It did come to its end before, but what is known of the races stands without this.
            return true;
        }
        return !outOfTime;
    }

    private boolean hasTime(long deadline) {
        outOfTime |= System.nanoTime() - deadline >= 0;
        return !outOfTime;
    }

    private void look(
            RaceLog.Sighting sighting, Session session, Loop loop, Recorder recorder, RaceLog log) {
        Set<Witness.Question> questions = new HashSet<>();
        for (Race race : sighting.races()) {
            questions.add(question(race.first(), race));
            questions.add(question(race.second(), race));
        }
        Witness witness = new Witness(questions);
        recorder.use(new Replay(sighting.tape()));
        loop.watch(witness);
        session.run(runs.program);
        if (loop.digest() != sighting.digest()) {
            return; // Another course: what was seen there belongs to other steps.
        }
        for (Race race : sighting.races()) {
            log.replace(
                    new Race(
                            race.what(),
                            seen(race.first(), race, witness),
                            seen(race.second(), race, witness)));
        }
    }

    /**
     * Of several readers only the last is known by the step; each of them by its name and place.
     */
    private static Witness.Question question(Race.Access access, Race race) {
        return new Witness.Question(access.thread(), access.site(), race.second().step());
    }

    private static Race.Access seen(Race.Access access, Race race, Witness witness) {
        Witness.Account account = witness.answer(question(access, race));
        return account == null ? access : access.seen(account.stack(), account.held());
    }
}
