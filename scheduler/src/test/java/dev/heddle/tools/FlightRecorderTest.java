package dev.heddle.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that is recorded and asked by jcmd for all it can tell, while it explores. */
class FlightRecorderTest {

    @TempDir Path directory;

    @Test
    @Covers(area = Area.TOOLS, value = "JFR, with execution samples")
    @Covers(area = Area.TOOLS, value = "jcmd Thread.print, GC.heap_dump, GC.class_histogram")
    void recordsAndDumpsDuringRunsThatStayTheSame() throws Exception {
        Path recording = directory.resolve("run.jfr");
        Process undisturbed = start(List.of(), "0");
        Process recorded =
                start(
                        List.of("-XX:StartFlightRecording:settings=profile,filename=" + recording),
                        "60");
        try {
            String digests = output(undisturbed);
            String pid = Long.toString(recorded.pid());
            assertThat(jcmd(pid, "Thread.print", "-l")).contains("heddle-carrier");
            assertThat(jcmd(pid, "GC.class_histogram")).contains("dev.heddle.kernel.Fiber");
            assertThat(jcmd(pid, "GC.heap_dump", directory.resolve("heap.hprof").toString()))
                    .contains("Heap dump file created");
            assertThat(jcmd(pid, "Thread.dump_to_file", directory.resolve("threads").toString()))
                    .contains("Created");
            recorded.getOutputStream().write('\n'); // That is enough.
            recorded.getOutputStream().flush();

            assertThat(output(recorded)).isEqualTo(digests).contains("schedules: ");
            assertThat(samplesOf(RecordedProgram.class, recording)).isPositive();
        } finally {
            undisturbed.destroyForcibly();
            recorded.destroyForcibly();
        }
    }

    private static Process start(List<String> options, String seconds) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(tool("java"));
        command.addAll(List.of("-XX:+EnableDynamicAgentLoading", "-Xlog:disable", "-Xmx256m"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(RecordedProgram.class.getName(), seconds));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String jcmd(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(tool("jcmd")));
        command.addAll(List.of(arguments));
        return output(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private static String output(Process process) throws IOException, InterruptedException {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** How many execution samples were taken within a class. */
    private static int samplesOf(Class<?> type, Path recording) throws IOException {
        int samples = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            if (event.getEventType().getName().equals("jdk.ExecutionSample")
                    && event.getStackTrace() != null) {
                for (RecordedFrame frame : event.getStackTrace().getFrames()) {
                    if (frame.getMethod().getType().getName().startsWith(type.getName())) {
                        samples++;
                        break;
                    }
                }
            }
        }
        return samples;
    }
}
