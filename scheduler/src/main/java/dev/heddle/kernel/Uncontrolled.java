package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program did in the runs of a loop that is not the loop's to decide: what it read from
 * outside, what came from threads that are not under control. Once for each thing and place, with
 * the number of times.
 */
@Internal
public final class Uncontrolled {

    private static final int MOST = 100;

    /** What is said, by what happened and where. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        final String sentence;

        /** What to do about it, as a sentence, or an empty string. */
        final String advice;

        int times;

        Entry(String sentence, String advice) {
            this.sentence = sentence;
            this.advice = advice;
        }
    }

    Uncontrolled() {}

    /**
     * Notes that something has happened; what is of the same kind and happens at the same place is
     * said once.
     *
     * @param kind what kind of thing
     * @param sentence the beginning of a sentence that says what has happened
     * @param place where, as in a stack trace
     */
    void add(String kind, String sentence, String place) {
        add(kind, sentence, place, "");
    }

    /** As above, with what to do about it, as a sentence. */
    synchronized void add(String kind, String sentence, String place, String advice) {
        String key = kind + place;
        Entry entry = entries.get(key);
        if (entry == null && entries.size() < MOST) {
            entry = new Entry(sentence + ", at " + place, advice);
            entries.put(key, entry);
        }
        if (entry != null) {
            entry.times++;
        }
    }

    /** The failure of a run in which this is not allowed. */
    static HeddleException refused(String what, String place) {
        HeddleException refused =
                new HeddleException(
                        what
                                + ", which is not under control, and the run is strict: at "
                                + place
                                + ". Give the program something in its place that is, or do not be"
                                + " strict.");
        return Frames.trim(refused);
    }

    /** Sentences that say what has happened, in the order in which it first did. */
    public synchronized List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        for (Entry entry : entries.values()) {
            String times = entry.times == 1 ? "" : " (%,d times)".formatted(entry.times);
            String advice = entry.advice.isEmpty() ? "" : " " + entry.advice;
            sentences.add(entry.sentence + times + "." + advice);
        }
        return sentences;
    }
}
