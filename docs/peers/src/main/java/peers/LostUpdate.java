package peers;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads that increment a field once each, as jcstress wants it; others use it as well. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE_INTERESTING, desc = "One is lost.")
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "None is.")
@State
public class LostUpdate {

    private int value;

    @Actor
    public void one() {
        value++;
    }

    @Actor
    public void other() {
        value++;
    }

    @Arbiter
    public void end(I_Result result) {
        result.r1 = value;
    }

    boolean isLost() {
        return value != 2;
    }
}
