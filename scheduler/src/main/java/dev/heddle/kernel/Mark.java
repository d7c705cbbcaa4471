package dev.heddle.kernel;

import dev.heddle.api.API;

import java.time.Duration;

/**
 * A point that a program has marked, and come to.
 *
 * {@snippet :
 *     for (Mark mark : failure.marks()) {
 *         log.add(mark.thread() + " came to " + mark.name() + " after " + mark.time());
 *     }
 * }
 *
 * @param name what the program calls it
 * @param thread the name of the thread, or of the coroutine, that came to it
 * @param step how many scheduling points the run had passed by then, and waits begun
 * @param time how much virtual time had passed
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Mark(String name, String thread, long step, Duration time) {}
