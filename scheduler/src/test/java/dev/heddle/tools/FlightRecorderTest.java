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
import java.nio.file.Files;
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
                        "600");
        try {
            String digests = output(undisturbed);
            String pid = Long.toString(recorded.pid());
            // All at once: to start a JVM for each takes long on a busy machine.
            String told =
                    jcmd(
                            pid,
                            "Thread.print -l",
                            "GC.class_histogram",
                            "GC.heap_dump " + directory.resolve("heap.hprof"),
                            "Thread.dump_to_file " + directory.resolve("threads"));
            assertThat(told)
                    .contains("heddle-carrier")
                    .contains("dev.heddle.kernel.Fiber")
                    .contains("Heap dump file created")
                    .contains("Created");
            assertThat(directory.resolve("threads")).isNotEmptyFile();
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
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(RecordedProgram.class.getName(), seconds));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Lets a JVM execute commands, one after the other. */
    private String jcmd(String pid, String... commands) throws IOException, InterruptedException {
        Path file = directory.resolve("commands");
        Files.write(file, List.of(commands));
        List<String> command = List.of(tool("jcmd"), pid, "-f", file.toString());
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
