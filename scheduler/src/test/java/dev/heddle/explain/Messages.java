package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;

import java.util.List;
import java.util.regex.Pattern;

/** What holds for the message of every failure, whatever program it is of. */
public final class Messages {

    private static final int WIDTH = 120;

    /** Of this tool; the tests' own programs are elsewhere. */
    private static final Pattern OURS =
            Pattern.compile(
                    "java\\.lang\\.Heddle\\w*|dev\\.heddle\\.(kernel|control|schedule|shrink|trace|detect)\\.\\w+\\.\\w+\\(|dev\\.heddle\\.(Explorer|Isolation|Shrinking|FreshBody|Message)\\b");

    private static final Pattern FRAME = Pattern.compile("^      at (.*)$");

    private static final Pattern OF_THE_JDK = Pattern.compile("^(java|javax|jdk|sun)\\..*");

    private Messages() {}

    /** Every line fits, and no frame is one of this tool, or one of the JDK that is of no use. */
    public static void check(Failure failure) {
        String message = failure.toString();
        List<String> lines = message.lines().toList();
        assertThat(lines)
                .allSatisfy(
                        line -> {
                            if (!line.contains(failure.token())) {
                                assertThat(line.length()).as(line).isLessThanOrEqualTo(WIDTH);
                            }
                            assertThat(line).doesNotContainPattern(OURS);
                        });
        failure.shrunk()
                .filter(shrunk -> failure.isRepeated())
                .ifPresent(
                        shrunk ->
                                assertThat(shrunk.after().steps())
                                        .as("steps of the run that was made smaller: %s", message)
                                        .isEqualTo(failure.stepCount()));
        boolean wasFrame = false;
        for (String line : lines) {
            var frame = FRAME.matcher(line);
            boolean isFrame = frame.matches();
            if (isFrame && wasFrame) {
                assertThat(frame.group(1)).doesNotMatch(OF_THE_JDK);
            }
            wasFrame = isFrame;
        }
    }
}
