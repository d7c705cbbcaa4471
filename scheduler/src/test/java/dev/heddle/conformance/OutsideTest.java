package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What goes beyond a run happens for real, goes on, and is said. */
class OutsideTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static Report explore(int schedules, dev.heddle.Body body) {
        Report report = Heddle.explorer().schedules(schedules).explore(body);
        report.check();
        return report;
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "Sockets between threads", handling = Handling.REAL)
    void threadsTalkThroughSockets() {
        Conformance.onRealThreads(OutsidePrograms::sockets);
        Report report = explore(20, OutsidePrograms::sockets);
        assertThat(report.uncontrolled())
                .anyMatch(one -> one.contains("listens at") && one.contains("OutsidePrograms.java"))
                .anyMatch(one -> one.contains("connects to"));
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "Selectors, NIO channels", handling = Handling.REAL)
    void threadsTalkThroughSelectors() {
        Conformance.onRealThreads(OutsidePrograms::selector);
        explore(20, OutsidePrograms::selector);
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "HttpClient, HttpServer", handling = Handling.REAL)
    void aClientTalksToAServer() {
        Conformance.onRealThreads(OutsidePrograms::http);
        explore(10, OutsidePrograms::http);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Asynchronous channels",
            handling = Handling.REAL,
            note = "completion handlers are executed by threads of the JDK's own")
    void asynchronousChannelsAnswer() {
        Conformance.onRealThreads(OutsidePrograms::asynchronous);
        Report report = explore(10, OutsidePrograms::asynchronous);
        assertThat(report.uncontrolled())
                .anyMatch(one -> one.contains("opens an asynchronous channel"));
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "Datagrams", handling = Handling.REAL)
    void datagramsArrive() {
        Conformance.onRealThreads(OutsidePrograms::datagrams);
        explore(10, OutsidePrograms::datagrams);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Cleaner",
            handling = Handling.REAL,
            note = "its thread is the JVM's, and the garbage collector decides when it acts")
    void theThreadOfACleanerIsTheJvms() {
        Conformance.onRealThreads(OutsidePrograms::cleaner);
        explore(10, OutsidePrograms::cleaner);
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "java.nio.channels.Pipe", handling = Handling.REAL)
    void threadsTalkThroughAPipe() {
        Conformance.onRealThreads(OutsidePrograms::pipe);
        assertThat(explore(20, OutsidePrograms::pipe).uncontrolled())
                .anyMatch(one -> one.contains("opens a pipe of the operating system"))
                .allMatch(one -> one.contains("OutsidePrograms.pipe("));
        Report strict = Heddle.explorer().strict().schedules(3).explore(OutsidePrograms::pipe);
        assertThat(strict.failure().orElseThrow().summary())
                .contains("opens a pipe of the operating system")
                .contains("OutsidePrograms.pipe(");
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Selector: select in one thread, wakeup by another",
            handling = Handling.REAL)
    void aThreadIsWokenAtASelector() {
        Conformance.onRealThreads(OutsidePrograms::wakeup);
        assertThat(explore(20, OutsidePrograms::wakeup).uncontrolled())
                .anyMatch(one -> one.contains("opens a selector"));
        Report strict = Heddle.explorer().strict().schedules(3).explore(OutsidePrograms::wakeup);
        assertThat(strict.failure().orElseThrow().summary()).contains("opens a selector");
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Processes: streams, waitFor, onExit",
            handling = Handling.REAL)
    void aProcessIsReadAndWaitedFor() {
        Conformance.onRealThreads(OutsidePrograms::process);
        Report report = explore(5, OutsidePrograms::process);
        assertThat(report.uncontrolled())
                .anyMatch(one -> one.contains("starts a process: cat"))
                .anyMatch(one -> one.contains("reads from a pipe"));
    }

    @Test
    void aProcessThatIsOnlyWaitedForByItsFutureIsNoDeadlock() {
        explore(3, OutsidePrograms::onExit);
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "Files", handling = Handling.REAL)
    void filesAreReadAndSaidToBe() {
        Conformance.onRealThreads(OutsidePrograms::files);
        Report report = explore(10, OutsidePrograms::files);
        assertThat(report.uncontrolled())
                .anyMatch(one -> one.contains("uses the file") && one.contains("heddle"))
                .anyMatch(one -> one.contains("reads the file"))
                .anyMatch(one -> one.contains("OutsidePrograms.files(OutsidePrograms.java:"));
        assertThat(report.toString()).contains("Not under control:");
    }

    @Test
    void aStrictRunFailsWhereItReachesOut() {
        Report report = Heddle.explorer().strict().explore(OutsidePrograms::files);
        assertThat(report.failure().orElseThrow().toString())
                .contains("uses the file", "the run is strict", "OutsidePrograms.files");
    }

    @Test
    void aStrictRunIsNotFooledByACatchBlock() {
        Report report = Heddle.explorer().strict().explore(OutsidePrograms::hiddenFile);
        assertThat(report.failure().orElseThrow().toString()).contains("is strict");
    }

    @Test
    void aStrictRunThatStaysInsideIsSilent() {
        Report report = Heddle.explorer().strict().schedules(50).explore(OutsidePrograms::inside);
        report.check();
        assertThat(report.uncontrolled()).isEmpty();
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "A blocking read of a pipe while its writer is a thread of the run",
            handling = Handling.REAL)
    void aBlockingReadDoesNotKeepItsWriterFromWriting() {
        explore(5, OutsidePrograms::fifo);
    }
}
