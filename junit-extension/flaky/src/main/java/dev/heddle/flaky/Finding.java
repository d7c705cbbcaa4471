package dev.heddle.flaky;

import dev.heddle.flaky.Replays.Proof;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What is known of a test when it has been examined; {@code docs/flaky.md} has it as JSON.
 *
 * @param subject which test
 * @param verdict what it is
 * @param why the verdict in a sentence
 * @param also further verdicts that hold of it
 * @param trials how often it failed, by what was varied
 * @param failure its first failure, if it has failed
 * @param uncontrolled sentences that say what it did that is not under control, and where
 * @param left sentences that say what it leaves behind
 * @param others names of the tests that decide over an order-dependent one
 * @param seconds how long it was examined
 */
record Finding(
        Subject subject,
        Verdict verdict,
        String why,
        List<Verdict> also,
        List<Trial> trials,
        @Nullable Shown failure,
        List<String> uncontrolled,
        List<String> left,
        List<String> others,
        double seconds) {

    /**
     * Runs in which the same was varied.
     *
     * @param varied what was, in words
     * @param decides whether the verdict is due to these
     * @param count how many failed
     */
    record Trial(String varied, boolean decides, Interval count) {

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("varied", varied);
            map.put("decides", decides);
            map.putAll(count.toMap());
            return map;
        }

        static Trial of(Json map) {
            return new Trial(map.text("varied"), map.flag("decides"), Interval.of(map));
        }
    }

    /**
     * A line that has to do with it.
     *
     * @param type the class
     * @param file the name of the source file
     * @param line the line in it
     * @param what what happens there
     */
    record Place(String type, String file, int line, String what) {

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("class", type);
            map.put("file", file);
            map.put("line", line);
            map.put("what", what);
            return map;
        }

        static Place of(Json map) {
            return new Place(
                    map.text("class"),
                    map.text("file"),
                    (int) map.number("line"),
                    map.text("what"));
        }
    }

    /**
     * A failure, or what was left behind.
     *
     * @param kind how the run ended; {@link #LEFT} if it has not failed but left something behind
     * @param summary what went wrong, in a sentence
     * @param message all that is known of it
     * @param code what replays it; an empty string if nothing does
     * @param replayed how often it failed alike when it was replayed
     * @param replays how often it was
     * @param elsewhere whether that was in another JVM than the one that has found it
     * @param places where it happened, the first of which counts most
     */
    record Shown(
            String kind,
            String summary,
            String message,
            String code,
            int replayed,
            int replays,
            boolean elsewhere,
            List<Place> places) {

        /** The kind of what is no failure, but was left behind. */
        static final String LEFT = "LEFT";

        Shown replayed(Proof proof) {
            return new Shown(
                    kind, summary, message, code, proof.alike(), proof.times(), elsewhere, places);
        }

        /** The same with something said before the message. */
        Shown after(String line) {
            return new Shown(
                    kind,
                    summary,
                    line + "\n" + message,
                    code,
                    replayed,
                    replays,
                    elsewhere,
                    places);
        }

        Shown inAnotherJvm() {
            return new Shown(kind, summary, message, code, replayed, replays, true, places);
        }

        /** The same, that nothing replays. */
        Shown withoutCode() {
            String rest =
                    message.lines()
                            .filter(line -> code.isEmpty() || !line.contains(code))
                            .collect(Collectors.joining("\n"));
            return new Shown(kind, summary, rest, "", 0, 0, false, places);
        }

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("kind", kind);
            map.put("summary", summary);
            map.put("message", message);
            map.put("replay", code);
            map.put("replayed", replayed);
            map.put("replays", replays);
            map.put("inAnotherJvm", elsewhere);
            map.put("places", places.stream().map(Place::toMap).toList());
            return map;
        }

        static Shown of(Json map) {
            return new Shown(
                    map.text("kind"),
                    map.text("summary"),
                    map.text("message"),
                    map.text("replay"),
                    (int) map.number("replayed"),
                    (int) map.number("replays"),
                    map.flag("inAnotherJvm"),
                    map.objects("places").stream().map(Place::of).toList());
        }
    }

    /** One of a test about which nothing else is known. */
    static Finding of(Subject subject, Verdict verdict, String why) {
        return new Finding(
                subject, verdict, why, List.of(), List.of(), null, List.of(), List.of(), List.of(),
                0);
    }

    /** How often it failed where the verdict comes from; in all runs, if it has not failed. */
    Interval rate() {
        boolean decided = trials.stream().anyMatch(Trial::decides);
        Interval sum = new Interval(0, 0);
        for (Trial trial : trials) {
            if (trial.decides || !decided) {
                sum = sum.and(trial.count);
            }
        }
        return sum;
    }

    /** In how many runs it was examined. */
    long runs() {
        return trials.stream().mapToLong(trial -> trial.count.runs()).sum();
    }

    /**
     * The same when its failure was replayed. If it then passed, what was varied does not decide
     * alone, whatever was thought before.
     *
     * @param where where that was, as the end of a sentence
     */
    Finding proven(Proof proof, String where) {
        Shown shown = Objects.requireNonNull(failure).replayed(proof);
        if (!proof.refutes() || verdict == Verdict.UNCONTROLLED) {
            return withFailure(shown);
        }
        return judged(
                Verdict.UNCONTROLLED,
                proof.whyUncontrolled(shown.kind().equals(Shown.LEFT), where),
                List.of(),
                proof.failed() == 0 ? shown.withoutCode() : shown,
                others);
    }

    Finding withFailure(Shown other) {
        return new Finding(
                subject, verdict, why, also, trials, other, uncontrolled, left, others, seconds);
    }

    /** The same test with another verdict, from further trials. */
    Finding judged(
            Verdict other,
            String sentence,
            List<Trial> more,
            @Nullable Shown shown,
            List<String> deciding) {
        List<Trial> all = new ArrayList<>(trials);
        all.addAll(more);
        return new Finding(
                subject,
                other,
                sentence,
                also,
                List.copyOf(all),
                shown,
                uncontrolled,
                left,
                List.copyOf(deciding),
                seconds);
    }

    /** The same with one more verdict. */
    Finding also(Verdict more, String sentence) {
        List<Verdict> all = new ArrayList<>(also);
        all.add(more);
        return new Finding(
                subject,
                verdict,
                why + " " + sentence,
                List.copyOf(all),
                trials,
                failure,
                uncontrolled,
                left,
                others,
                seconds);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("test", subject.toMap());
        map.put("verdict", verdict.text());
        map.put("why", why);
        map.put("also", also.stream().map(Verdict::text).toList());
        map.put("rate", rate().toMap());
        map.put("trials", trials.stream().map(Trial::toMap).toList());
        Shown shown = failure;
        if (shown != null) {
            map.put("failure", shown.toMap());
        }
        map.put("uncontrolled", uncontrolled);
        map.put("left", left);
        map.put("others", others);
        map.put("seconds", seconds);
        return map;
    }

    static Finding of(Json map) {
        return new Finding(
                Subject.of(map.object("test")),
                Verdict.of(map.text("verdict")),
                map.text("why"),
                map.texts("also").stream().map(Verdict::of).toList(),
                map.objects("trials").stream().map(Trial::of).toList(),
                map.has("failure") ? Shown.of(map.object("failure")) : null,
                map.texts("uncontrolled"),
                map.texts("left"),
                map.texts("others"),
                map.real("seconds"));
    }
}
