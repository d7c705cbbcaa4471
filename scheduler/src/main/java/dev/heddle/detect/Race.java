package dev.heddle.detect;

import dev.heddle.api.API;

import java.util.List;

/**
 * Two accesses to the same memory by different threads, at least one of which writes, and nothing
 * orders one before the other.
 *
 * {@snippet :
 *     for (Race race : report.races()) {
 *         log.add(race.what() + ": " + race.first() + ", and " + race.second());
 *     }
 * }
 *
 * @param what the field or element, as a person would name it
 * @param first the access that came first in this run
 * @param second the other
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Race(String what, Access first, Access second) {

    /**
     * One of the two.
     *
     * @param thread the name of the thread
     * @param action what it does
     * @param location where, as in a stack trace
     * @param site the number of the place
     * @param step how many scheduling points the run had passed
     * @param stack where the thread was, innermost first; empty if that was not seen: it is found
     *     out by running the schedule again, which may have taken another course
     * @param held the locks that the thread held, in words
     */
    public record Access(
            String thread,
            String action,
            String location,
            int site,
            long step,
            List<StackTraceElement> stack,
            List<String> held) {

        /** An access of which no more is known. */
        public Access(String thread, String action, String location, int site, long step) {
            this(thread, action, location, site, step, List.of(), List.of());
        }

        /** The same, with where the thread was and what it held. */
        public Access seen(List<StackTraceElement> stack, List<String> held) {
            return new Access(thread, action, location, site, step, stack, held);
        }

        private String locks() {
            return "'" + thread + "' held " + (held.isEmpty() ? "none" : String.join(", ", held));
        }

        @Override
        public String toString() {
            return "'" + thread + "' " + action + " " + location;
        }
    }

    /** In which two places it is; the same race in two runs has the same. */
    public String key() {
        return what
                + " "
                + Math.min(first.site, second.site)
                + " "
                + Math.max(first.site, second.site);
    }

    /** What is missing between the two, in one sentence. */
    public String missing() {
        String nothing =
                "Nothing orders them: no lock, volatile field, start or join leads from the first"
                        + " to the second";
        if (first.stack.isEmpty() || second.stack.isEmpty()) {
            return nothing + ".";
        }
        return first.held.isEmpty() && second.held.isEmpty()
                ? nothing + ", and neither thread held a lock."
                : nothing + ". Of locks, " + first.locks() + ", and " + second.locks() + ".";
    }

    /** One sentence. */
    @Override
    public String toString() {
        return "Data race on "
                + what
                + ": "
                + first
                + ", and "
                + second
                + ", with nothing that orders one before the other.";
    }
}
