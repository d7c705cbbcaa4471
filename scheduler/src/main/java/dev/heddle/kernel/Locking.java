package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Is told which fibers take and release which locks: monitors, and the locks of {@code
 * java.util.concurrent} that one thread at a time can hold. It must not touch the run.
 */
@Internal
public interface Locking {

    /** A run begins. */
    void begins(Loop loop);

    /**
     * A fiber that did not hold it has got a lock, or is about to.
     *
     * @return what the run is to fail with, or null
     */
    @Nullable Throwable takes(Fiber fiber, Object lock);

    /** A fiber no longer holds a lock. */
    void releases(Fiber fiber, Object lock);

    /** It was left in the midst of something, and can not go on in this run. */
    void givesUp();
}
