package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.flaky.Finder.Run;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** What is wrong with a command line is said in a sentence that says what to do. */
class OptionsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seconds 0 | needs a number of seconds above 0, not '0'",
                "--schedules -1 | needs a number from 1 to 1,000,000, not '-1'",
                "--fail-on some | --fail-on is new, any or none, not 'some'",
                "--now soon | --now needs a moment such as",
                "--zone Mars/Base | --zone needs a time zone such as Europe/Berlin",
                "--names ( | needs a regular expression",
                "--order perhaps | --order is yes or no",
                "--tests /no/such | which is no directory",
                "--colour red | There is no option --colour",
                "--shard 4 | --shard needs a part and their number, such as 0/4",
                "--shard 4/4 | names no part",
                "--baseline /no/such.json | There is no baseline /no/such.json: copy a report.json"
                        + " to it",
                "--suspects /no/such | which is no directory",
                "--seed | needs a value after it",
                "--classpath @/no/such | names a file that can not be read: /no/such",
                "guess | There is no command 'guess'",
                "merge | Name the files to merge",
                "replay | Give one code to replay",
                "replay flaky1-AAAA | is damaged or incomplete",
                "replay yesterday | what can begins with 'flaky1-'",
                "replay heddle1-AAAA | is the token of a test with @Interleaved or @Exhaustive",
                "replay heddle1-AAAA | 'mvn test -Dtest=CLASS#METHOD -Dheddle.replay=TOKEN'",
            })
    void isRefused(String line, String message) {
        String[] words = line.split(" ");
        Run run = words[0].equals("merge") ? Finder.run(words) : withClassPath(words);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.text()).contains(message).doesNotContain("\tat ");
    }

    /** In an order in which what is left out is left out. */
    private static Run withClassPath(String[] words) {
        if (words.length == 1 && words[0].startsWith("--")) {
            return Finder.run(words);
        }
        return Finder.runOnTests(words);
    }

    @Test
    void needsAClassPathWithTests() {
        assertThat(Finder.run().text()).contains("Give the class path of the tests");
        Run run = Finder.run("--classpath", "/no/such.jar");
        assertThat(run.text()).contains("There is no directory in the class path");
        assertThat(run.code()).isEqualTo(2);
    }

    @Test
    void showsItsHelp() {
        Run run = Finder.run("--help");
        assertThat(run.code()).isZero();
        assertThat(run.text()).contains("--classpath", "--fail-on");
    }

    @Test
    void aDamagedReportIsNoBaseline(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("report.json"), "{\"format\":3}");
        Run run = Finder.runOnTests("--baseline", file.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.text()).contains("is no report.json of Heddle's");
    }

    @Test
    void partsComeFromTheEnvironmentOfWhoStartsThem() {
        assertThat(Shard.of("", Map.of())).isEqualTo(new Shard(0, 1));
        assertThat(Shard.of("", Map.of("CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "4")))
                .isEqualTo(new Shard(0, 4));
        assertThat(Shard.of("", Map.of("TEST_SHARD_INDEX", "3", "TEST_TOTAL_SHARDS", "4")))
                .isEqualTo(new Shard(3, 4));
        assertThat(Shard.of("", Map.of("JOB_COMPLETION_INDEX", "2", "HEDDLE_COMPLETIONS", "3")))
                .isEqualTo(new Shard(2, 3));
        assertThat(Shard.of("", Map.of("HEDDLE_SHARD_INDEX", "0", "HEDDLE_SHARD_TOTAL", "2")))
                .isEqualTo(new Shard(0, 2));
        assertThat(Shard.of("1/2", Map.of("CI_NODE_INDEX", "1", "CI_NODE_TOTAL", "4")))
                .isEqualTo(new Shard(1, 2));
    }

    @Test
    void bazelIsToldThatPartsAreKnown(@TempDir Path directory) {
        Path file = directory.resolve("status");
        Shard.confirm(Map.of("TEST_TOTAL_SHARDS", "2"));
        assertThat(file).doesNotExist();
        Shard.confirm(Map.of("TEST_SHARD_STATUS_FILE", file.toString()));
        assertThat(file).exists();
        assertThatThrownBy(
                        () ->
                                Shard.confirm(
                                        Map.of(
                                                "TEST_SHARD_STATUS_FILE",
                                                directory.resolve("no/such").toString())))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("TEST_SHARD_STATUS_FILE names a file");
    }

    @Test
    void argumentsInAFileAreWhatTheyWere() {
        assertThat(ArgumentFile.text(java.util.List.of("-cp", "C:\\a b\\c", "say \"x\"\n#")))
                .isEqualTo("\"-cp\"\n\"C:\\\\a b\\\\c\"\n\"say \\\"x\\\"\\n#\"\n");
    }

    @Test
    void aPartWithoutANumberIsRefused() {
        assertThatThrownBy(() -> Shard.of("", Map.of("JOB_COMPLETION_INDEX", "2")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("set HEDDLE_COMPLETIONS to that number");
    }

    @Test
    void partsAreDisjointAndComplete() {
        for (int i = 0; i < 200; i++) {
            String id = "[engine:x]/[test:" + i + "]";
            int parts = 0;
            for (int part = 0; part < 5; part++) {
                parts += new Shard(part, 5).has(id) ? 1 : 0;
            }
            assertThat(parts).isEqualTo(1);
        }
    }

    @Test
    void clocksHaveWhatTheyPromise() {
        var clocks = Clocks.around(Instant.parse("2026-11-22T10:00:00Z"), "UTC");
        assertThat(clocks)
                .extracting(Clocks.Clock::toString)
                .contains(
                        "right before midnight (2026-11-22T23:59:59.960, UTC)",
                        "a leap day (2028-02-29T12:00, UTC)",
                        "right before clocks are put forward (2027-03-28T01:59:59.960,"
                                + " Europe/Berlin)");
    }
}
