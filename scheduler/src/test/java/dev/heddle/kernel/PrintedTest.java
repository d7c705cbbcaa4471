package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Names stand in one line, however they are made; those that do already stay as they are. */
class PrintedTest {

    @Test
    void anOrdinaryNameStaysWhatItIs() {
        String name = "pool-1-thread-2, \u00e9t\u00e9 \ud83d\ude00 \\n 'x'";
        assertThat(Printed.name(name)).isSameAs(name);
        assertThat(Printed.name("")).isEmpty();
    }

    @Test
    void whatBreaksALineIsWritten() {
        assertThat(Printed.name("a\nb\tc\rd\u0000e\u2028f\u200eg"))
                .isEqualTo("a\\nb\\tc\\rd\\u0000e\\u2028f\\u200eg");
    }

    @Test
    void aLongNameKeepsItsBeginningAndItsEnd() {
        String name = Printed.name("worker-" + "x".repeat(500) + "-of-a-pool-17");
        assertThat(name).hasSize(60).startsWith("worker-xxx").endsWith("xxx-of-a-pool-17");
        assertThat(name).contains("...");
        String faces = Printed.name("\ud83d\ude00".repeat(100));
        assertThat(faces.codePoints()).noneMatch(c -> c >= 0xd800 && c < 0xe000);
    }

    @Test
    void aLongNameIsCutWhereCharactersEnd() {
        String face = "\ud83d\ude00";
        String end = "e".repeat(20);
        String middle = "m".repeat(40);
        assertThat(Printed.name("x".repeat(60))).isEqualTo("x".repeat(60));
        assertThat(Printed.name("x".repeat(37) + middle + end))
                .isEqualTo("x".repeat(37) + "..." + end);
        assertThat(Printed.name("x".repeat(36) + face + middle + end))
                .isEqualTo("x".repeat(36) + "..." + end);
        assertThat(Printed.name("x".repeat(35) + face + face + middle + end))
                .isEqualTo("x".repeat(35) + face + "..." + end);
        String half = "e".repeat(19);
        assertThat(Printed.name("x".repeat(37) + middle + face + half))
                .isEqualTo("x".repeat(37) + "..." + half);
        assertThat(Printed.name("x".repeat(37) + middle + face + end))
                .isEqualTo("x".repeat(37) + "..." + end);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1st",
        "2, 2nd",
        "3, 3rd",
        "4, 4th",
        "10, 10th",
        "11, 11th",
        "12, 12th",
        "13, 13th",
        "21, 21st",
        "22, 22nd",
        "101, 101st",
        "111, 111th",
        "112, 112th",
        "1003, 1003rd"
    })
    void ordinalsAreThoseOfTheLanguage(int number, String ordinal) {
        assertThat(Printed.ordinal(number)).isEqualTo(ordinal);
    }

    /** The program knows no class that is inside of another one of the JDK. */
    @Test
    void objectsOfTheJdkAreCalledByWhatTheProgramKnows() throws Exception {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor();
                ScheduledExecutorService timed = Executors.newScheduledThreadPool(1)) {
            assertThat(Printed.typeOf(each.submit(() -> 1))).isEqualTo(FutureTask.class);
            assertThat(Printed.typeOf(timed.schedule(() -> 1, 0, TimeUnit.SECONDS)))
                    .isEqualTo(FutureTask.class);
        }
        assertThat(Printed.typeOf(new CompletableFuture<>())).isEqualTo(CompletableFuture.class);
        assertThat(Printed.typeOf(new ReentrantReadWriteLock().readLock()))
                .isEqualTo(ReentrantReadWriteLock.class);
        assertThat(Printed.typeOf("a")).isEqualTo(String.class);
    }
}
