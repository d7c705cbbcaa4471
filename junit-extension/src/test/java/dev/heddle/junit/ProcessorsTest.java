package dev.heddle.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.ForkJoinPool;

/** The machine that a test finds itself on. */
class ProcessorsTest {

    @Interleaved(schedules = 3)
    void thereAreFourUsually() {
        assertEquals(4, Runtime.getRuntime().availableProcessors());
        assertEquals(3, ForkJoinPool.getCommonPoolParallelism());
    }

    @Interleaved(schedules = 3, processors = 16)
    void thereAreAsManyAsTheTestSays() {
        assertEquals(16, Runtime.getRuntime().availableProcessors());
        assertEquals(15, ForkJoinPool.getCommonPoolParallelism());
    }
}
