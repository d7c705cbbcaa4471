package dev.heddle.async;

import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.RandomWalk;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Generated programs, and what asyncio has done with them. */
final class Campaign {

    private static final String RESOURCE = "/asyncio/generated.jsonl.gz";
    private static final Path FILE = Path.of("src", "test", "resources" + RESOURCE);

    private static final Pattern FAILINGS =
            Pattern.compile("\"(RecursionError|shutdown_cycle|NobodyMayAwait)\\b");
    private static final Pattern OWN_CANCELLATIONS =
            Pattern.compile("\"op\":\"uncancel\"|\"exc\":\"CancelledError\"");

    private static final int SHORTEST = 8;
    private static final int LONGEST = 200;

    private Campaign() {}

    // --- the recordings that come with the tests
    // -----------------------------------------------------

    static List<RecordedProgram> committed() throws IOException {
        try (InputStream file = Campaign.class.getResourceAsStream(RESOURCE)) {
            return read(file);
        }
    }

    static List<RecordedProgram> read(InputStream file) throws IOException {
        List<RecordedProgram> all = new ArrayList<>();
        BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String name = "line " + (all.size() + 1);
            try {
                all.add(RecordedProgram.of(name, line));
            } catch (RuntimeException e) {
                throw new IOException(name + " is no recorded program: " + line, e);
            }
        }
        return all;
    }

    static void write(List<RecordedProgram> programs) throws IOException {
        try (Writer file =
                new BufferedWriter(
                        new OutputStreamWriter(
                                new GZIPOutputStream(Files.newOutputStream(FILE)),
                                StandardCharsets.UTF_8))) {
            for (RecordedProgram one : programs) {
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("program", one.program());
                line.put("expected", one.expected().json());
                file.write(WrittenJson.of(line));
                file.write('\n');
            }
        }
    }

    // --- new ones
    // --------------------------------------------------------------------------------

    /** So many that are worth it, of the numbers from the first on. */
    static List<RecordedProgram> recorded(Python python, long first, int count)
            throws IOException, InterruptedException {
        List<RecordedProgram> all = new ArrayList<>();
        for (long seed = first; all.size() < count; ) {
            List<Map<String, Object>> programs = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int left = count - all.size(); left > 0; left--) {
                names.add("program " + seed);
                programs.add(GeneratedProgram.of(seed++));
            }
            for (RecordedProgram one : python.record(programs, names)) {
                if (isWorthIt(one)) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** Not if next to nothing happens, or so much that it takes long to look at. */
    static boolean isWorthIt(RecordedProgram one) {
        int events = one.expected().trace().size();
        return isToBeFollowed(one) && events >= SHORTEST && events <= LONGEST;
    }

    /**
     * Not if it does not end. Nor where CPython fails by itself: if one of a ring of tasks that
     * await each other is cancelled, it recurses until it gives up; and who has once awaited itself
     * can never be awaited again.
     */
    static boolean isToBeFollowed(RecordedProgram one) {
        return !one.expected().status().equals("limit")
                && !FAILINGS.matcher(WrittenJson.of(one.expected().trace())).find();
    }

    // --- playing them
    // ----------------------------------------------------------------------------

    /** What differs, or does not hold, in words. */
    static List<String> differences(List<RecordedProgram> all, int schedules) {
        List<String> differences = new ArrayList<>();
        for (RecordedProgram one : all) {
            String difference = difference(one);
            if (difference != null) {
                differences.add("%s: %s%n%s".formatted(one, difference, text(one)));
            }
        }
        differences.addAll(Plays.wrongInRuns(all, new Fifo(), 1, Plays::differenceOfRun));
        differences.addAll(
                Plays.wrongInRuns(
                        all, new RandomWalk(), schedules, (_, run) -> Plays.whatDoesNotHold(run)));
        return differences;
    }

    /** On a loop of its own. */
    static String difference(RecordedProgram one) {
        String difference = Plays.difference(one);
        return difference == null && canBeResources(one)
                ? Plays.differenceWithResources(one)
                : difference;
    }

    /**
     * Not if the program throws cancellations of its own or takes requests back: what a block of a
     * {@code try} ends with is settled when it arrives. Nor if tasks wait for each other in a ring
     * that goes through a group: a cancellation opens that, while in CPython they wait for ever.
     */
    private static boolean canBeResources(RecordedProgram one) {
        List<Object> trace = one.expected().trace();
        return !OWN_CANCELLATIONS.matcher(text(one)).find()
                && !((List<?>) trace.getLast()).get(2).equals("deadlock");
    }

    static String text(RecordedProgram one) {
        return WrittenJson.of(one.program());
    }
}
