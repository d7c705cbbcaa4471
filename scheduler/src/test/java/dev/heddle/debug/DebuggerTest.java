package dev.heddle.debug;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A debugger works in a run as it does anywhere: it stops at lines, shows variables and frames, and
 * steps; and the run goes on afterwards.
 */
class DebuggerTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TYPE = DebuggedWork.class.getName();
    private static final String NAME = "weaver-of-the-test";

    /**
     * What the debugger says when it waits for a command and a thread is stopped. It may come
     * twice, so every answer is awaited with how it begins, too.
     */
    private static final String PROMPT = NAME + "\\[1\\] ";

    @Test
    void stopsShowsAndStepsInAFiberAndLetsTheRunFinish() throws Exception {
        int first = lineOf(DebuggedWork.FIRST_BREAK);
        int second = lineOf(DebuggedWork.SECOND_BREAK);
        try (Jdb jdb = new Jdb(DebuggedProgram.class, LIMIT)) {
            jdb.say("stop at " + TYPE + ":" + first, "Deferring breakpoint.*?main\\[1\\] ");
            jdb.say("stop at " + TYPE + ":" + second, "Deferring breakpoint.*?main\\[1\\] ");

            String stopped = jdb.say("cont", "Breakpoint hit:.*?" + PROMPT);
            assertThat(stopped)
                    .contains("\"thread=" + NAME + "\"")
                    .contains(TYPE + ".run(), line=" + first);
            assertThat(jdb.say("locals", "Method arguments:.*?" + PROMPT))
                    .contains("warp = 40")
                    .doesNotContain("weft");
            assertThat(jdb.say("where", "  \\[1\\] .*?" + PROMPT))
                    .contains("[1] " + TYPE + ".run (DebuggedWork.java:" + first + ")")
                    .contains("java.lang.Thread.run");
            assertThat(jdb.say("threads", "Group .*?" + PROMPT)).contains(NAME);

            assertThat(jdb.say("next", "Step completed:.*?" + PROMPT))
                    .contains("line=" + (first + 1));
            assertThat(jdb.say("locals", "Method arguments:.*?" + PROMPT))
                    .contains("warp = 40")
                    .contains("weft = 42");
            assertThat(jdb.say("step", "Step completed:.*?" + PROMPT)).contains(TYPE + ".add()");

            String inMonitor = jdb.say("cont", "Breakpoint hit:.*?" + PROMPT);
            assertThat(inMonitor).contains(TYPE + ".add(), line=" + second);
            assertThat(jdb.say("locals", "Method arguments:.*?" + PROMPT))
                    .contains("threads = 42")
                    .contains("knots = 14");
            assertThat(jdb.say("where", "  \\[1\\] .*?" + PROMPT))
                    .contains("[1] " + TYPE + ".add (DebuggedWork.java:" + second + ")")
                    .contains("[2] " + TYPE + ".run (DebuggedWork.java:" + (first + 1) + ")");
            assertThat(jdb.say("next", "Step completed:.*?" + PROMPT))
                    .contains("line=" + (second + 1));

            jdb.say("clear " + TYPE + ":" + first, "Removed:.*?" + PROMPT);
            jdb.say("clear " + TYPE + ":" + second, "Removed:.*?" + PROMPT);
            jdb.say("cont", "> ");
            assertThat(jdb.printed(DebuggedProgram.FINISHED + "\\w+")).endsWith("true");
            assertThat(jdb.exitCode()).isZero();
        }
    }

    private static int lineOf(String comment) throws IOException {
        Path source = Path.of("src/test/java/dev/heddle/debug/DebuggedWork.java");
        List<String> lines = Files.readAllLines(source);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith("// " + comment)) {
                return i + 1;
            }
        }
        throw new AssertionError("No line ends with the comment '" + comment + "'.");
    }
}
