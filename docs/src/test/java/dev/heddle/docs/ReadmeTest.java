package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.ScheduleFailure;
import dev.heddle.docs.examples.TicketOfficeTest;

import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the README shows is what a user sees. Write it anew with {@code -Dreadme.write=true}, when
 * what happens in a run has changed and its token with it.
 */
class ReadmeTest {

    private static final Path README = Path.of("..", "README.md");
    private static final Pattern TOKEN = Pattern.compile("heddle1-[\\w-]+");

    @Test
    void theExampleFailsAsTheReadmeSays() throws IOException {
        Throwable thrown = failure(office());
        String readme = Files.readString(README);
        if (Boolean.getBoolean("readme.write")) {
            readme = showing(readme, thrown.getMessage());
            Files.writeString(README, readme);
        }
        assertThat(readme).contains(thrown.getMessage());
        assertThat(TOKEN.matcher(readme).results().map(MatchResult::group))
                .containsOnly(token(thrown.getMessage()));
    }

    @Test
    void theTokenBringsThatRunBack() throws IOException {
        String token = token(Files.readString(README));
        Throwable thrown = failure(office().configurationParameter("heddle.replay", token));
        assertThat(thrown)
                .hasMessageContaining("seat 7 was sold twice")
                .hasMessageContaining("In this run 'pool-1-thread-2' calls Map.put")
                .hasMessageEndingWith("This was the replay of " + token);
    }

    private static EngineTestKit.Builder office() {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(TicketOfficeTest.class));
    }

    private static Throwable failure(EngineTestKit.Builder tests) {
        List<Event> failed = tests.execute().testEvents().failed().list();
        assertThat(failed).hasSize(1);
        Throwable thrown =
                failed.getFirst()
                        .getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow();
        assertThat(thrown).isInstanceOf(ScheduleFailure.class);
        return thrown;
    }

    /** The README with this message, and its token wherever one stands. */
    private static String showing(String readme, String message) {
        int begin = readme.indexOf("```text\n") + "```text\n".length();
        int end = readme.indexOf("\n```", begin);
        String shown = readme.substring(0, begin) + message + readme.substring(end);
        return TOKEN.matcher(shown).replaceAll(Matcher.quoteReplacement(token(message)));
    }

    private static String token(String message) {
        Matcher found = TOKEN.matcher(message);
        assertThat(found.find()).isTrue();
        return found.group();
    }
}
