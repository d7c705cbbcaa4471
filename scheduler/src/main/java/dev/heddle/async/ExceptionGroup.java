package dev.heddle.async;

import dev.heddle.api.API;

import java.util.ArrayList;
import java.util.List;

/**
 * Several exceptions at once: what the tasks of a {@link TaskGroup} have failed with, in the order
 * in which they did. The first of them is its cause, so that stack traces show it.
 *
 * <p>It is unchecked, as the failures of the JDK's structured concurrency are: what it holds may be
 * anything.
 *
 * {@snippet :
 *     try (TaskGroup group = Async.taskGroup()) {
 *         group.createTask(() -> fetch("a"));
 *         group.createTask(() -> failing());
 *         group.join();
 *     } catch (ExceptionGroup failed) {
 *         failed.exceptions().forEach(problem -> log.add(problem.getMessage()));
 *     }
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ExceptionGroup extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String what;
    private final transient List<Throwable> exceptions = new ArrayList<>();

    /** Set while it is on its way out of the block that it will end; others may be added. */
    private transient boolean pending;

    ExceptionGroup(String what, List<Throwable> exceptions) {
        this(what, exceptions, false);
    }

    private ExceptionGroup(String what, List<Throwable> exceptions, boolean pending) {
        super(null, exceptions.isEmpty() ? null : exceptions.getFirst(), !pending, true);
        this.what = what;
        this.exceptions.addAll(exceptions);
        this.pending = pending;
    }

    /**
     * One that is thrown into a block. At the end of the block the group throws another one, for a
     * block that does not let this one out. Java would add that to this one, which has the same.
     */
    static ExceptionGroup arriving(String what, List<Throwable> exceptions) {
        return new ExceptionGroup(what, exceptions, true);
    }

    void arrived() {
        pending = false;
    }

    /** All there are now; for one that is thrown into a block before the last has come. */
    void replace(List<Throwable> all) {
        exceptions.clear();
        exceptions.addAll(all);
    }

    boolean isPending() {
        return pending;
    }

    /** The exceptions; one of them may be a group as well. */
    public List<Throwable> exceptions() {
        return List.copyOf(exceptions);
    }

    @Override
    public String getMessage() {
        StringBuilder text = new StringBuilder(what);
        text.append(" (").append(exceptions.size()).append("):");
        for (Throwable exception : exceptions) {
            String line = exception.toString().replace("\n", "\n    ");
            text.append("\n  - ").append(line);
        }
        return text.toString();
    }
}
