package dev.heddle;

import dev.heddle.api.API;

/**
 * The program that is explored: what the first thread of every run executes.
 *
 * {@snippet :
 *     Body body =
 *             () -> {
 *                 Thread other = new Thread(count::incrementAndGet);
 *                 other.start();
 *                 other.join();
 *             };
 * }
 */
@FunctionalInterface
@API(status = API.Status.STABLE, since = "0.1")
public interface Body {

    /** Executes the program once. It must not depend on what an earlier execution left behind. */
    void run() throws Throwable;
}
