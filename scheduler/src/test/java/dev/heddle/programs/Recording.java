package dev.heddle.programs;

import dev.heddle.Body;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Token;

import java.util.ArrayList;
import java.util.List;

/**
 * What one run was, passing ones included: how it ended, its digest, and a token with its choices.
 */
record Recording(Ending.Kind kind, String thrown, long digest, String token) {

    /** Runs the body by random walk once for each seed from 1 on. */
    static List<Recording> ofSeeds(int count, Body body) {
        return ofSeeds(count, World.DEFAULT, body);
    }

    /** As above, in the program's own world. */
    static List<Recording> ofSeeds(int count, Programs program) {
        return ofSeeds(count, program.world(), program.body());
    }

    private static List<Recording> ofSeeds(int count, World world, Body body) {
        Control.install();
        Recorder recorder = new Recorder(new RandomWalk(), true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, world);
        loop.driver().takeStacks(false);
        return Session.call(
                loop,
                session -> {
                    List<Recording> all = new ArrayList<>();
                    for (int seed = 1; seed <= count; seed++) {
                        recorder.seed(seed);
                        all.add(of(session.run(program(body)), loop, recorder));
                    }
                    return all;
                });
    }

    /** Runs the body by the choices in the token. */
    static Recording ofToken(String token, Programs program) {
        Body body = program.body();
        Control.install();
        Replay replay = new Replay(Token.parse(token).tape());
        Recorder recorder = new Recorder(replay, true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, program.world());
        loop.driver().takeStacks(false);
        Recording replayed =
                Session.call(loop, session -> of(session.run(program(body)), loop, recorder));
        if (replay.divergence() != null) {
            throw new AssertionError(replay.divergence());
        }
        return replayed;
    }

    private static Recording of(Ending ending, Loop loop, Recorder recorder) {
        return new Recording(
                ending.kind(),
                String.valueOf(ending.failure()),
                loop.digest(),
                Token.of(loop.digest(), 0, recorder.tape()).text());
    }

    private static Runnable program(Body body) {
        return () -> {
            try {
                body.run();
            } catch (Throwable e) {
                throw Recording.<RuntimeException>sneaky(e);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable e) throws T {
        throw (T) e;
    }
}
