package dev.heddle.kernel;

import dev.heddle.api.Internal;

/** The body of runs of which only the end says whether they have gone well. */
@Internal
public interface Judged extends Runnable {

    /**
     * How a run has ended, in the light of all that happened in it. Called when it is over, by a
     * thread that is none of the run's, after every run; so it must neither be slow nor change what
     * the next one does.
     *
     * @param ending how it came to its end
     */
    Ending judge(Ending ending);
}
