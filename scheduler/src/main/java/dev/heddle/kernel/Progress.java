package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Notices, from the thread that watches a run, that nothing happens in it any more although a fiber
 * is running; if that one waits for something real, the loop goes on without it.
 */
final class Progress {

    /** Long enough that nobody is suspected who only reads a file on a busy machine. */
    private static final long PATIENCE_NANOS = 100_000_000;

    /** Who is suspected is looked at again after that. */
    private static final long AGAIN_NANOS = 50_000_000;

    private final Loop loop;
    private @Nullable Fiber running;
    private long digest;
    private long since;

    /** Whether the running fiber was looked at, and has made no step since. */
    private boolean suspected;

    Progress(Loop loop) {
        this.loop = loop;
    }

    /** Looks whether something has happened since the last look. */
    void look() {
        Fiber fiber = loop.current;
        long now = System.nanoTime();
        if (fiber != running || loop.digest() != digest) {
            running = fiber;
            digest = loop.digest();
            since = now;
            suspected = false;
        } else if (fiber != null
                && !fiber.isLooking()
                && now - since > PATIENCE_NANOS
                && loop.roster().hasOthers(fiber)) {
            since = now - PATIENCE_NANOS + AGAIN_NANOS;
            String place = loop.strays.noticed(fiber, suspected);
            suspected = true;
            if (!place.isEmpty()) {
                String does = "waits for something real";
                loop.uncontrolled().add(does, "Thread '" + fiber + "' " + does, place);
                if (fiber.wait == Wait.OUTSIDE) {
                    loop.turns().blocksForReal(fiber, does, place);
                    if (loop.world.strict()) {
                        loop.outside.refuse(fiber, place);
                    }
                }
            }
        }
    }
}
