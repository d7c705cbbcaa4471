package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.Ending;

/**
 * A program of whose runs only the end says whether they have gone well: it looks at each when it
 * is over, where that is no part of the run any more.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface JudgedBody extends Body {

    /**
     * How a run has ended, in the light of all that happened in it. It is called after every run,
     * by a thread that is none of the run's, also of those that are made to replay one, or to make
     * it smaller: so it must say the same of runs that are the same.
     *
     * @param ending how the run came to its end
     */
    Ending judge(Ending ending);
}
