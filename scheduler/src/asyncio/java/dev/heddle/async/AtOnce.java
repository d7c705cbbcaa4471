package dev.heddle.async;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An executor whose threads are so fast that they are done before anything else happens, as that of
 * the recordings is: in which pass a thread is done would be chance otherwise.
 */
final class AtOnce extends AbstractExecutorService {

    private boolean shutDown;

    @Override
    public void execute(Runnable job) {
        job.run();
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    /** Nothing is left of it at any time, so that at the end no thread must be waited for. */
    @Override
    public boolean isTerminated() {
        return true;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
