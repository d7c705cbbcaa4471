package dev.heddle.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a test notes of the order in which threads go on, without a scheduling point. */
final class Unseen {

    private Unseen() {}

    /** By the name of its interface a text is none of the objects whose calls are points. */
    static void add(Appendable notes, Object what) {
        try {
            notes.append(what.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
