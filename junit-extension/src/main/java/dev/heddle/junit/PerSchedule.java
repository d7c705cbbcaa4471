package dev.heddle.junit;

import dev.heddle.api.API;

/**
 * What of a test is done anew for each of its schedules.
 *
 * {@snippet :
 *     @TempDir private Path directory;
 *
 *     @Interleaved(schedules = 20, perSchedule = PerSchedule.LIFECYCLE)
 *     void beginsWithAnEmptyDirectory() throws IOException {
 *         assertThat(directory).isEmptyDirectory();
 *         Files.createFile(directory.resolve("order"));
 *     }
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum PerSchedule {

    /**
     * An instance of the test class is made, and its {@code @BeforeEach} and {@code @AfterEach}
     * methods are called: it takes some microseconds. Extensions and {@code @BeforeAll} methods
     * have their turn once, outside of the schedules.
     */
    INSTANCE,

    /**
     * Everything that JUnit does for a test, from {@code @BeforeAll} to {@code @AfterAll}, inside
     * the schedule: each has the mocks, the injected fields, the temporary directories and the
     * parameters for itself. It takes about a millisecond.
     */
    LIFECYCLE
}
