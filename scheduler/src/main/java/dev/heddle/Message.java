package dev.heddle;

import dev.heddle.detect.Race;
import dev.heddle.detect.Waits;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.Lines;
import dev.heddle.kernel.Told;
import dev.heddle.kernel.Wait;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A failure as text, in lines that are no wider than a screen: what failed; how to see it again;
 * why, in a sentence; what every thread did; who waited for what; and what else is to be known.
 * Only a token may be wider, since it can not be broken.
 */
final class Message {

    /** No line is wider, but for tokens. */
    static final int WIDTH = Lines.WIDTH;

    /** Longer tokens are not put into messages. */
    private static final int LONGEST_SHOWN = 4_000;

    /** More sentences about what was not under control, and the like, are not put into messages. */
    private static final int MOST_SHOWN = 10;

    /** How many threads a message has room for. */
    private static final int MOST_THREADS = 100;

    /** How many of those that only stood by. */
    private static final int MOST_WAITING = 20;

    /** How many causes of what was thrown it has room for. */
    private static final int MOST_CAUSES = 5;

    /** How many frames of a thread it has room for. */
    private static final int MOST_FRAMES = 20;

    private final Failure failure;
    private final List<String> lines = new ArrayList<>();

    private Message(Failure failure) {
        this.failure = failure;
    }

    /** Everything that is known of a failure. */
    static String of(Failure failure) {
        Message message = new Message(failure);
        message.add();
        return String.join("\n", message.lines);
    }

    /** A sentence, or several, in lines. */
    static String wrapped(String text) {
        return String.join("\n", Lines.wrap(text, WIDTH, "", "  "));
    }

    private void add() {
        add(failure.summary(), "", "    ");
        addThrown();
        addReplay();
        failure.race().ifPresent(race -> addRace(race, lines));
        failure.sentence().ifPresent(sentence -> add(sentence, "", "    "));
        lines.addAll(failure.table());
        failure.rounds().forEach(line -> lines.add(Lines.cut(line, WIDTH)));
        failure.unavoidable().ifPresent(point -> add(point.toString(), "", "    "));
        failure.constraints()
                .ifPresent(
                        constraints ->
                                constraints
                                        .inWords()
                                        .lines()
                                        .forEach(line -> add(line, "", "      ")));
        addStanding();
        addRemarks();
        addOrigin();
    }

    private void add(String text, String begin, String indent) {
        lines.addAll(Lines.wrap(text, WIDTH, begin, indent));
    }

    /** Where what was thrown comes from, in which thread, and what it was thrown for. */
    private void addThrown() {
        Throwable thrown = failure.cause().orElse(null);
        if (thrown == null || failure.race().isPresent()) {
            return; // Of a race both places are told.
        }
        String thread = thrown instanceof Told ? null : failure.told().thread();
        String in = thread == null ? "" : " in thread '" + thread + "'";
        String at =
                Stack.place(thrown.getStackTrace())
                        .map(place -> " at " + place)
                        .filter(place -> !failure.summary().contains(place)) // It is said there.
                        .orElse("");
        boolean fits = 3 + at.length() + in.length() <= WIDTH;
        for (String line : fits ? List.of(at + in) : List.of(at, in)) {
            if (!line.isEmpty()) {
                lines.add(Lines.cut("   " + line, WIDTH));
            }
        }
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(thrown);
        for (Throwable cause = thrown.getCause();
                cause != null && seen.size() <= MOST_CAUSES && seen.add(cause);
                cause = cause.getCause()) {
            add("Caused by: " + Summary.text(cause), "", "    ");
            Stack.place(cause.getStackTrace())
                    .ifPresent(place -> lines.add(Lines.cut("    at " + place, WIDTH)));
        }
    }

    private void addReplay() {
        String token = failure.token();
        if (failure.schedule() == Failure.REPLAYED) {
            return;
        }
        if (token.length() > LONGEST_SHOWN) {
            add(
                    "Replay it: %s; the token has %,d characters,"
                                    .formatted(
                                            failure.replayCall().code("failure.token()"),
                                            token.length())
                            + " since the choices of the run are not those of a strategy that can"
                            + " be made again from its name and a seed.",
                    "",
                    "    ");
            return;
        }
        lines.addAll(failure.replayCall().lines(token));
    }

    // --- data races ------------------------------------------------------------------------------

    /** Data races, each line after a line break. */
    static String of(List<Race> races) {
        Map<String, List<Race>> byPlace = new LinkedHashMap<>();
        races.forEach(
                race -> byPlace.computeIfAbsent(race.what(), key -> new ArrayList<>()).add(race));
        List<String> lines = new ArrayList<>();
        byPlace.values().forEach(some -> addRaces(some, lines));
        return lines.stream().map(line -> "\n" + line).collect(Collectors.joining());
    }

    /**
     * The data races on one place: the first with all that is known of it, of the others only which
     * accesses they are, and nothing of those that look alike in the source.
     */
    private static void addRaces(List<Race> races, List<String> lines) {
        Race first = races.getFirst();
        lines.addAll(Lines.wrap("Data race on " + first.what() + ":", WIDTH, "", "    "));
        addRace(first, lines);
        Set<Set<String>> told = new HashSet<>();
        told.add(accesses(first));
        for (Race race : races) {
            if (told.add(accesses(race))) {
                String both = "Likewise: " + race.first() + ", and " + race.second() + ".";
                lines.addAll(Lines.wrap(both, WIDTH, "  ", "      "));
            }
        }
    }

    private static Set<String> accesses(Race race) {
        return Stream.of(race.first(), race.second())
                .map(access -> access.action() + " " + access.location())
                .collect(Collectors.toSet());
    }

    private static void addRace(Race race, List<String> lines) {
        for (Race.Access access : List.of(race.first(), race.second())) {
            String does = "'" + access.thread() + "' " + access.action();
            List<String> frames = Stack.shown(access.stack());
            if (frames.isEmpty()) {
                lines.addAll(Lines.wrap(does + " " + access.location(), WIDTH, "  ", "      "));
                continue;
            }
            lines.addAll(Lines.wrap(does, WIDTH, "  ", "      "));
            frames.stream()
                    .limit(MOST_FRAMES)
                    .forEach(frame -> lines.add(Lines.cut("      at " + frame, WIDTH)));
        }
        lines.addAll(Lines.wrap(race.missing(), WIDTH, "  ", "      "));
    }

    // --- who waits for what ---------------------------------------------------------------------

    private void addStanding() {
        if (failure.kind() == Ending.Kind.FAILED || failure.kind() == Ending.Kind.PROPERTY) {
            addWaiting();
            return;
        }
        List<Standing> threads = failure.told().standing();
        for (Standing one : threads.subList(0, Math.min(MOST_THREADS, threads.size()))) {
            add("'" + one.thread() + "' " + Waits.words(one), "  ", "      ");
            List<String> frames = Stack.shown(one.stack());
            for (String frame : frames.subList(0, Math.min(MOST_FRAMES, frames.size()))) {
                lines.add(Lines.cut("      at " + frame, WIDTH));
            }
            if (frames.size() > MOST_FRAMES) {
                lines.add("      and %,d more".formatted(frames.size() - MOST_FRAMES));
            }
        }
        if (threads.size() > MOST_THREADS) {
            int more = threads.size() - MOST_THREADS;
            lines.add("  And %,d more threads: standing() has all of them.".formatted(more));
        }
        if (mayWaitForOthers()) {
            failure.strangers().forEach(sentence -> add("(" + sentence + ")", "", "    "));
        }
    }

    /** Of those that only stood by, one line each. */
    private void addWaiting() {
        List<Standing> threads = failure.told().standing();
        if (threads.isEmpty()) {
            return;
        }
        lines.add("Meanwhile:");
        for (Standing one : threads.subList(0, Math.min(MOST_WAITING, threads.size()))) {
            String place =
                    Stack.place(one.stack().toArray(StackTraceElement[]::new))
                            .map(at -> ", at " + at)
                            .orElse("");
            add("'" + one.thread() + "' " + Waits.words(one) + place, "  ", "      ");
        }
        if (threads.size() > MOST_WAITING) {
            int more = threads.size() - MOST_WAITING;
            lines.add("  And %,d more threads: standing() has all of them.".formatted(more));
        }
    }

    /** Whether somebody is parked whom no thread of the run is known to be able to wake. */
    private boolean mayWaitForOthers() {
        return (failure.kind() == Ending.Kind.DEADLOCK || failure.kind() == Ending.Kind.LEAK)
                && failure.standing().stream().noneMatch(one -> one.cause() == Cause.CIRCLE)
                && failure.standing().stream()
                        .anyMatch(one -> one.waiting() == Wait.UNPARK && one.heldBy().isEmpty());
    }

    // --- what else is to be known ---------------------------------------------------------------

    private void addRemarks() {
        addSentences(
                "Not under control in these schedules, so a replay may take another course:",
                failure.uncontrolled(),
                "Report.uncontrolled()");
        addSentences("Left behind:", failure.leaks(), "Report.leaks()");
        addSentences("Swallowed exceptions:", failure.swallowed(), "Report.swallowed()");
        addSentences("Blocked event loops:", failure.blocked(), "Report.blocked()");
        failure.divergence().ifPresent(found -> add(found.toString(), "", "    "));
        if (failure.isRepetitionCut()) {
            add(
                    "This schedule was run again at once, to see how it came about, and real time"
                        + " was up before its end. Allow more of it by timeLimit, or fewer steps by"
                        + " stepLimit.",
                    "",
                    "    ");
        } else if (!failure.isRepeated()) {
            add(
                    "This schedule was run again at once and took another course: the program"
                        + " depends on something that is not under control, such as static state"
                        + " that an earlier run has changed. The replay above may not show this"
                        + " failure.",
                    "",
                    "    ");
        }
    }

    private void addSentences(String title, List<String> sentences, String all) {
        if (sentences.isEmpty()) {
            return;
        }
        lines.add(title);
        sentences.stream().limit(MOST_SHOWN).forEach(sentence -> add(sentence, "  ", "      "));
        if (sentences.size() > MOST_SHOWN) {
            int more = sentences.size() - MOST_SHOWN;
            lines.add("  And %,d more: %s has all of them.".formatted(more, all));
        }
    }

    private void addOrigin() {
        if (failure.schedule() == Failure.REPLAYED) {
            lines.add("This was the replay of " + failure.token());
            return;
        }
        if (failure.interleaving() > 0) {
            lines.add("Interleaving %,d of a proof.".formatted(failure.interleaving()));
            addShrunk();
            return;
        }
        Optional<String> member = failure.member();
        add(
                "Schedule %,d, strategy %s%s, seed %d."
                        .formatted(
                                failure.schedule(),
                                failure.strategy(),
                                member.map(name -> " (" + name + ")").orElse(""),
                                failure.seed()),
                "",
                "    ");
        addShrunk();
    }

    private void addShrunk() {
        failure.shrunk().ifPresent(shrunk -> add(shrunk.toString(), "", "    "));
        failure.cutShort().forEach(sentence -> add(sentence, "", "    "));
    }

    /** Stacks as they are shown. */
    static final class Stack {

        private Stack() {}

        /** The frame of the program that is the innermost; empty if there is none. */
        static Optional<String> place(StackTraceElement[] stack) {
            for (StackTraceElement frame : stack) {
                if (isOfInterest(frame)) {
                    return Optional.of(text(frame));
                }
            }
            return Optional.empty();
        }

        /**
         * The frames of the program, and, on top of them, the one of the JDK that they have called
         * and that has not returned.
         */
        static List<String> shown(List<StackTraceElement> stack) {
            List<String> shown = new ArrayList<>();
            StackTraceElement called = null;
            for (StackTraceElement frame : stack) {
                if (Frames.isOurs(frame)) {
                    continue;
                }
                if (isOfInterest(frame)) {
                    if (shown.isEmpty() && called != null) {
                        shown.add(text(called));
                    }
                    shown.add(text(frame));
                } else if (!isLowest(frame)) {
                    called = frame;
                }
            }
            if (shown.isEmpty() && called != null) {
                // The JDK's own, such as a worker of a pool: what it does there.
                stack.stream()
                        .filter(frame -> !Frames.isOurs(frame) && !isWaiting(frame))
                        .limit(1)
                        .forEach(frame -> shown.add(text(frame)));
            }
            return shown;
        }

        private static boolean isOfInterest(StackTraceElement frame) {
            return Frames.isOfTheProgram(frame) && !Frames.isOfAFramework(frame);
        }

        /** What any thread begins with. */
        private static boolean isLowest(StackTraceElement frame) {
            return frame.getClassName().equals("java.lang.Thread")
                    && frame.getMethodName().startsWith("run");
        }

        private static boolean isWaiting(StackTraceElement frame) {
            return frame.getClassName().startsWith("java.util.concurrent.locks.")
                    || frame.getMethodName().toLowerCase(Locale.ROOT).contains("block");
        }

        /** Without the names of modules and class loaders, as tools know it. */
        static String text(StackTraceElement frame) {
            String file = frame.getFileName();
            String source =
                    file == null
                            ? "Unknown Source"
                            : frame.getLineNumber() < 0 ? file : file + ":" + frame.getLineNumber();
            return "%s.%s(%s)".formatted(frame.getClassName(), frame.getMethodName(), source);
        }
    }
}
