package dev.heddle.ablation;

import java.util.List;

/**
 * One part of Heddle that is switched off, by another text in its source, and the tests that
 * notice.
 *
 * @param what is switched off, in words
 * @param file where it is, below {@code dev/heddle} and without its ending
 * @param code the code as it is; white space does not matter
 * @param instead what is in its place when the part is switched off
 * @param early whether it must be so from the start of the JVM, since it decides what becomes of
 *     classes as they are loaded
 * @param tests one of them must fail, as in {@code detect.RacesTest#aRaceIsFound[FIELD]}
 */
record Ablation(
        String what, String file, String code, String instead, boolean early, List<String> tests) {

    /** What is switched off in a JVM that runs already. */
    static Ablation of(String what, String file, String code, String instead, String... tests) {
        return new Ablation(what, file, code, instead, false, List.of(tests));
    }

    /** What is switched off from the start of a JVM of its own. */
    static Ablation early(String what, String file, String code, String instead, String... tests) {
        return new Ablation(what, file, code, instead, true, List.of(tests));
    }

    @Override
    public String toString() {
        return file + ": " + what;
    }
}
