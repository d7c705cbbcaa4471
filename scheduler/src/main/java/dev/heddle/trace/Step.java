package dev.heddle.trace;

import dev.heddle.api.API;

import java.time.Duration;
import java.util.List;

/**
 * A step of a run.
 *
 * {@snippet :
 *     for (Step step : failure.steps()) {
 *         System.out.println(step.thread() + " " + step.action() + " " + step.value());
 *         // ...
 *     }
 * }
 *
 * @param index which step of the run it was, the first being 1
 * @param number a number that the thread has in the run, or the coroutine, if it executes one
 * @param thread the name of the thread, or of the coroutine
 * @param action what it did
 * @param object what it did it to, as a class and a number; an empty string if that is not known
 * @param value what was read, or was there after it was written, as text; for an atomic what it
 *     held before; an empty string if that is not known
 * @param place where, like the line of a stack trace, or an empty string
 * @param file the source file, or an empty string
 * @param line the line in it, or -1
 * @param source the text of that line, or an empty string if it was not found
 * @param mark the name of a point of the program that is marked; an empty string if it is a step.
 *     What is marked belongs to the step before it, and has its index
 * @param time when, since the run began, in its own time
 * @param waits whether the thread began to wait, and did not go on by itself
 * @param preempted whether the thread was made to wait after it, although it could have gone on
 * @param held the locks that the thread held before it, by class and number
 * @param after which steps of other threads come before it, as the Java memory model sees it, but
 *     for those that follow from these and from the order of each thread
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Step(
        long index,
        long number,
        String thread,
        String action,
        String object,
        String value,
        String place,
        String file,
        int line,
        String source,
        String mark,
        Duration time,
        boolean waits,
        boolean preempted,
        List<String> held,
        List<After> after) {

    /**
     * A step of another thread comes before.
     *
     * @param step which step of the run it was
     * @param through what orders the two: {@code start} of a thread, its {@code end}, a {@code
     *     monitor}, a {@code permit} of {@code unpark}, {@code wake} where one that waits is let go
     *     on, or {@code memory}, as what is volatile
     */
    public record After(long step, String through) {}

    /** The source file and the line, or an empty string. */
    public String where() {
        return file.isEmpty() || line < 0 ? file : file + ":" + line;
    }
}
