package dev.heddle.async;

import dev.heddle.api.API;

/**
 * A {@link Semaphore} that can not get more permits than it had at first.
 *
 * {@snippet :
 *     BoundedSemaphore seats = new BoundedSemaphore(1);
 *     seats.acquire();
 *     seats.release(); // Once more would be an IllegalStateException.
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class BoundedSemaphore extends Semaphore {

    private final int bound;

    /**
     * A semaphore.
     *
     * @param permits how many there are, and can be
     */
    public BoundedSemaphore(int permits) {
        super(permits);
        this.bound = permits;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if none is taken
     */
    @Override
    public void release() {
        if (permits() >= bound) {
            throw new IllegalStateException(
                    "A permit was given back that was not taken: all %d are there."
                            .formatted(bound));
        }
        super.release();
    }
}
