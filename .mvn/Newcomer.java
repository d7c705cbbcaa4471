import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what the README says, in its order and with its own words: its commands in a clean copy of
 * the project, and then a project from nothing, made of its snippets. Ends with 1 where something
 * does not come out as it says. From the root, on Java 17 or later: {@code java
 * .mvn/Newcomer.java}, with arguments for every Maven, such as {@code -o}.
 */
public final class Newcomer {

    private static final Pattern TOKEN = Pattern.compile("heddle1-[\\w-]+");

    private final String readme;
    private final List<String> options;
    private final Path copy;
    private final Path project;

    private Newcomer(String readme, List<String> options, Path folder) {
        this.readme = readme;
        this.options = options;
        this.copy = folder.resolve("heddle");
        this.project = folder.resolve("project");
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("newcomer");
        System.out.println("Everything is in " + folder + ".");
        Newcomer newcomer =
                new Newcomer(Files.readString(Path.of("README.md")), List.of(args), folder);
        newcomer.tryTheProject();
        newcomer.tryFromNothing();
        System.out.println("All is as the README says.");
    }

    /** All commands but {@code mvn verify}, which is what builds are for. */
    private void tryTheProject() throws IOException, InterruptedException {
        run(Path.of(""), List.of("git", "clone", "-q", "--local", ".", copy.toString()), 0);
        List<String> commands =
                all("(?ms)^```sh\\n(.*?)\\n```").stream().flatMap(String::lines).toList();
        check(
                commands.contains("mvn verify") && commands.size() >= 3,
                "There are other commands than usual: " + commands);
        for (String command : commands) {
            if (!command.equals("mvn verify")) {
                String output = maven(copy, command, 0);
                if (command.contains("-Pdemo")) {
                    check(TOKEN.matcher(output).find(), "The demo shows no token.");
                    check(output.contains(".html"), "The demo writes no timeline.");
                }
            }
        }
        maven(copy, first("`(mvn -q -Psite [^`]*)`"), 0);
        check(
                Files.exists(copy.resolve("docs/target/site/index.html")),
                "The site is not where the README says.");
    }

    private void tryFromNothing() throws IOException, InterruptedException {
        write("pom.xml", pom());
        String office =
                """
                package office;

                import java.util.Map;
                import java.util.concurrent.ConcurrentHashMap;

                public class TicketOffice {
                    private final Map<String, String> sold = new ConcurrentHashMap<>();

                    %s
                }
                """
                        .formatted(first("(?s)```java\\n(public boolean buy.*?)\\n```"));
        String test =
                """
                package office;

                import static org.junit.jupiter.api.Assertions.assertFalse;
                import dev.heddle.junit.Interleaved;
                import dev.heddle.junit.Replay;
                import java.util.concurrent.ExecutorService;
                import java.util.concurrent.Executors;
                import java.util.concurrent.Future;

                class TicketOfficeTest {
                    private final TicketOffice office = new TicketOffice();

                    %s
                }
                """
                        .formatted(first("(?s)```java\\n(@Interleaved\\nvoid .*?)\\n```"));
        write("src/main/java/office/TicketOffice.java", office);
        write("src/test/java/office/TicketOfficeTest.java", test);

        String red = maven(project, "mvn test", 1);
        check(red.contains("seat 7 was sold twice"), "The test fails with another message.");
        check(red.contains("It fails when"), "The message does not say how it came about.");
        String token = first("@Replay\\(\"(heddle1-[\\w-]+)\"\\)", red);
        check(
                red.contains("timeline") || Files.isDirectory(project.resolve("target/heddle")),
                "No timeline is left.");

        String replay = maven(project, first("or: (mvn test \\S+ \\S+)", red), 1);
        check(replay.contains(token), "The command replays another run.");

        String marked = first("```java\\n(@Interleaved\\n@Replay\\(\"[^\"]*\"\\))\\n```");
        write(
                "src/test/java/office/TicketOfficeTest.java",
                test.replace("@Interleaved", TOKEN.matcher(marked).replaceAll(token)));
        String once = maven(project, "mvn test", 1);
        check(
                once.contains(token) && !once.contains("Shrunk in"),
                "With @Replay more than that one run is left.");

        write("src/test/java/office/TicketOfficeTest.java", test);
        write(
                "src/main/java/office/TicketOffice.java",
                office.replaceFirst(
                        "(?s)if \\(sold.*?return true;",
                        "return sold.putIfAbsent(seat, customer) == null;"));
        check(
                maven(project, "mvn test", 0).contains("Tests run: 1, Failures: 0"),
                "The test did not run.");
        tryTheOtherWaysIn(office);
    }

    /** Assertions, properties, and flaky tests, in the same project. */
    private void tryTheOtherWaysIn(String office) throws IOException, InterruptedException {
        write(
                "src/test/java/office/OtherWaysTest.java",
                """
                package office;

                import static dev.heddle.assertj.HeddleAssertions.assertThatProgram;
                import static org.junit.jupiter.api.Assertions.assertEquals;
                import dev.heddle.Body;
                import dev.heddle.Heddle;
                import dev.heddle.junit.Exhaustive;
                import dev.heddle.junit.VirtualTime;
                import org.junit.jupiter.api.Test;

                class OtherWaysTest {
                    @Test
                    void inOrder() {
                        Body body = () -> {
                            Thread other = Thread.ofVirtual().start(() -> Heddle.mark("saved"));
                            other.join();
                            Heddle.mark("mailed");
                        };
                        %s;
                    }

                    @Exhaustive
                    void all() throws Exception {
                        Thread other = Thread.ofVirtual().start(() -> Thread.yield());
                        other.join();
                    }

                    @Test
                    @VirtualTime
                    void aDay() throws Exception {
                        Thread.sleep(86_400_000);
                    }
                }
                """
                        .formatted(first("`(assertThatProgram\\([^`]*\\))`")));
        write(
                "src/test/java/office/SumTest.java",
                """
                package office;

                import dev.heddle.jqwik.Interleaved;
                import java.util.concurrent.atomic.AtomicInteger;
                import net.jqwik.api.ForAll;
                import net.jqwik.api.Property;

                class SumTest {
                    @Property(tries = 20)
                    @Interleaved
                    boolean sumsUp(@ForAll byte a, @ForAll byte b) throws Exception {
                        AtomicInteger sum = new AtomicInteger();
                        Thread other = Thread.ofVirtual().start(() -> sum.addAndGet(a));
                        sum.addAndGet(b);
                        other.join();
                        return sum.get() == a + b;
                    }
                }
                """);
        check(
                maven(project, "mvn test", 0).contains("Tests run: 5, Failures: 0"),
                "Not all ways in were gone.");

        write("src/main/java/office/TicketOffice.java", office);
        Files.delete(project.resolve("src/test/java/office/TicketOfficeTest.java"));
        Files.delete(project.resolve("src/test/java/office/OtherWaysTest.java"));
        Files.delete(project.resolve("src/test/java/office/SumTest.java"));
        write(
                "src/test/java/office/PlainTest.java",
                """
                package office;

                import static org.junit.jupiter.api.Assertions.assertFalse;
                import java.util.concurrent.CompletableFuture;
                import org.junit.jupiter.api.Test;

                class PlainTest {
                    @Test
                    void soldOnce() {
                        TicketOffice office = new TicketOffice();
                        var ada = CompletableFuture.supplyAsync(() -> office.buy("7", "Ada"));
                        var bob = CompletableFuture.supplyAsync(() -> office.buy("7", "Bob"));
                        assertFalse(ada.join() && bob.join());
                    }
                }
                """);
        String flaky = maven(project, first("`(mvn heddle:flaky)`"), 1);
        check(
                flaky.contains("PlainTest.soldOnce: SCHEDULE-DEPENDENT"),
                "The flaky test was not found to depend on the schedule.");
        check(flaky.contains("Replayed 5 of 5 times"), "Its failure was not replayed.");
    }

    /** What the README says a project needs, and nothing else. */
    private String pom() throws IOException {
        String junit = Files.readString(Path.of("docs/junit.md"));
        String jqwik = Files.readString(Path.of("docs/jqwik.md"));
        String assertj = first("<assertj.version>([^<]*)<", Files.readString(Path.of("pom.xml")));
        return """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.example</groupId>
          <artifactId>office</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>25</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          %s
          <dependencies>
            %s
            %s
            <dependency>
              <groupId>org.assertj</groupId>
              <artifactId>assertj-core</artifactId>
              <version>%s</version>
              <scope>test</scope>
            </dependency>
          </dependencies>
          <build>
            <plugins>
              %s
              %s
              <plugin>
                <artifactId>maven-surefire-plugin</artifactId>
                <version>%s</version>
              </plugin>
              <plugin>
                <artifactId>maven-compiler-plugin</artifactId>
                <version>%s</version>
              </plugin>
            </plugins>
          </build>
        </project>
        """
                .formatted(
                        first("(?s)```xml\\n(<dependencyManagement>.*?)```", jqwik),
                        first("(?s)```xml\\n(<dependency>.*?)```"),
                        first("(?s)```xml\\n(<dependency>.*?)```", jqwik),
                        assertj,
                        first("(?s)```xml\\n(<plugin>.*?)```"),
                        first("(?s)```xml\\n(<plugin>\\s.*?toolchains.*?)```", junit),
                        first("`maven-surefire-plugin`, such as ([\\d.]+\\d)"),
                        first("`maven-compiler-plugin`, such as ([\\d.]+\\d)"));
    }

    private void write(String file, String text) throws IOException {
        Path path = project.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String maven(Path where, String command, int code)
            throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(1, List.of("-B", "-Dstyle.color=never"));
        words.addAll(1, options);
        return run(where, words, code);
    }

    private static String run(Path where, List<String> words, int code)
            throws IOException, InterruptedException {
        System.out.println(String.join(" ", words));
        Path output = Files.createTempFile("newcomer", ".log");
        Process process =
                new ProcessBuilder(words)
                        .directory(where.toAbsolutePath().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int exit = process.waitFor();
        String text = Files.readString(output);
        Files.delete(output);
        if (exit != code) {
            System.out.println(text);
        }
        check(exit == code, words + " ended with " + exit + ", not with " + code + ".");
        return text;
    }

    private String first(String expression) {
        return first(expression, readme);
    }

    private List<String> all(String expression) {
        return all(expression, readme);
    }

    private static String first(String expression, String text) {
        List<String> found = all(expression, text);
        check(!found.isEmpty(), "Nothing is like " + expression + " in: " + text);
        return found.get(0);
    }

    private static List<String> all(String expression, String text) {
        Matcher matcher = Pattern.compile(expression).matcher(text);
        return matcher.results().map((MatchResult found) -> found.group(1)).toList();
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            System.err.println(otherwise);
            System.exit(1);
        }
    }
}
