package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/** What Heddle has rewritten can still be compiled by the JVM, in a run and outside. */
class JitTest {

    @Test
    void rewrittenMonitorsOfTheJdkAreCompiled() throws Exception {
        assertThat(compilations())
                .containsPattern(" 4 +java.util.concurrent.ConcurrentHashMap::merge .* bytes\\)\n")
                .doesNotContain("unbalanced monitors");
    }

    private static String compilations() throws IOException, InterruptedException {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+EnableDynamicAgentLoading",
                                "-XX:+PrintCompilation",
                                "-Xbatch",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Merging.class.getName())
                        .redirectErrorStream(true)
                        .start();
        jvm.getOutputStream().close();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        return output;
    }

    /** Merges into a concurrent map, which takes a monitor, until that is worth compiling. */
    static final class Merging {

        private Merging() {}

        public static void main(String[] args) {
            Control.install();
            ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
            for (int i = 0; i < 100_000; i++) {
                map.merge(i % 100, 1, Integer::sum);
            }
            if (map.get(7) != 1_000) {
                throw new AssertionError("merged wrongly: " + map.get(7));
            }
        }
    }
}
