package dev.heddle.detect;

/**
 * Two accesses to the same memory by different threads, at least one of which writes, and nothing
 * orders one before the other.
 *
 * @param what the field or element, as a person would name it
 * @param first the access that came first in this run
 * @param second the other
 */
public record Race(String what, Access first, Access second) {

    /**
     * One of the two.
     *
     * @param thread the name of the thread
     * @param action what it does
     * @param location where, as in a stack trace
     * @param site the number of the place
     * @param step how many scheduling points the run had passed
     */
    public record Access(String thread, String action, String location, int site, long step) {

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
