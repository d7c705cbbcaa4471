package dev.heddle;

import dev.heddle.constraints.Constraints;
import dev.heddle.constraints.Enforcer;
import dev.heddle.kernel.Loop;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import java.util.List;

/** The schedules in which constraints hold that once made the program fail. */
final class KnownFailure {

    /** So many are tried: one in which each thread runs as far as it goes, and some by chance. */
    private static final int SCHEDULES = 20;

    private final Constraints constraints;

    /** How many are run, if none fails. */
    private final int most;

    private Enforcer enforcer;
    private int tried;
    private int kept;

    /** Why the first schedule did not keep them. */
    private List<String> unmet = List.of();

    /**
     * Tries of these.
     *
     * @param allowed how many schedules are to be run in all
     */
    KnownFailure(Constraints constraints, int allowed) {
        this.constraints = constraints;
        this.most = Math.clamp(allowed / 2, 1, SCHEDULES);
        this.enforcer = Enforcer.inTurn(constraints);
    }

    /** What makes the choices of the present run. */
    Strategy strategy() {
        return enforcer;
    }

    /** Prepares the next run; false if there is none. */
    boolean next(Recorder recorder, Loop loop) {
        if (tried == most) {
            return false;
        }
        if (tried > 0) {
            enforcer = Enforcer.atRandom(constraints);
        }
        recorder.use(enforcer);
        recorder.seed(tried);
        loop.watch(enforcer);
        return true;
    }

    /** The run has ended. */
    void ran() {
        if (enforcer.isKept()) {
            kept++;
        } else if (tried == 0) {
            unmet = enforcer.unmet();
        }
        tried++;
    }

    /** What is to be said if none has failed. */
    String remark() {
        String which = "The constraints that begin with '" + constraints.list().getFirst() + "'";
        return kept > 0
                ? "%s were kept in %d of %d schedules, none of which failed: what they were found for seems to be mended."
                        .formatted(which, kept, tried)
                : which + " can not be met any more. " + String.join(" ", unmet);
    }
}
