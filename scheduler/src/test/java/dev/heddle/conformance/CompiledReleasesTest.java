package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.control.Control;
import dev.heddle.tools.Javac;
import dev.heddle.tools.Verdicts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Map;

/** What javac makes of Java 8 to 25: the program is the same, the class files are not. */
class CompiledReleasesTest {

    static {
        Conformance.install();
    }

    private static final String NAME = "compiled.Program";

    /** Lambdas, inner classes, an enum in a switch, concatenation, try with resources. */
    private static final String SINCE_8 =
            """
            package compiled;
            import java.util.*;
            import java.util.function.*;
            public class Program {
                enum Colour { RED, GREEN; int code = ordinal(); }
                interface Step { void go() throws Exception; default String name() { return "step " + this.hashCode(); } }
                private int value;
                private String text = "";
                private final Object lock = new Object();
                class Inner implements Step {
                    public void go() { value++; }
                }
                synchronized void take() { value++; text += "x" + value; }
                static synchronized int code(Colour colour) {
                    switch (colour) { case RED: return 1; default: return colour.code + 1; }
                }
                private static void both(Step step) throws Exception {
                    Thread other = new Thread(() -> {
                        try { step.go(); } catch (Exception e) { throw new IllegalStateException(e); }
                    });
                    other.start(); step.go(); other.join();
                }
                private void demand() { if (value != 2) throw new AssertionError("an update was lost: " + value); }
                public static void racy() throws Exception {
                    Program p = new Program();
                    both(p.new Inner());
                    p.demand();
                }
                public static void racyLambda() throws Exception {
                    int[] count = {0};
                    both(() -> count[0] += Colour.values().length / 2);
                    if (count[0] != 2) throw new AssertionError("an update was lost: " + count[0]);
                }
                public static void correct() throws Exception {
                    Program p = new Program();
                    both(p::take);
                    p.demand();
                    if (!p.text.equals("x1x2")) throw new AssertionError(p.text);
                    Supplier<String> s = () -> p.text + code(Colour.GREEN) + code(Colour.RED) + 1L + 'c' + 2.5;
                    if (!s.get().equals("x1x2211c2.5")) throw new AssertionError(s.get());
                }
                public static void correctBlock() throws Exception {
                    Program p = new Program();
                    both(() -> { synchronized (p.lock) { try { p.value++; } finally { p.text = "" + p.value; } } });
                    p.demand();
                }
            }
            """;

    /** Records, sealed types, switches by pattern, text blocks. */
    private static final String SINCE_21 =
            """
            package compiled;
            public class Program {
                sealed interface Shape permits Dot, Line {}
                record Dot(int at) implements Shape {}
                record Line(Dot from, Dot to) implements Shape {
                    static Line last;
                    Line { last = null; }
                }
                enum Step { ONE, TWO }
                private Shape shape = new Dot(0);
                private static int next(Object shape) {
                    return switch (shape) {
                        case Line(Dot(var from), Dot(int to)) when from < to -> to + 1;
                        case Line line -> line.from().at() + 1;
                        case Dot dot -> dot.at() + 1;
                        case Step step -> switch (step) { case ONE -> 1; case TWO -> 2; };
                        case null, default -> 0;
                    };
                }
                private void race() { shape = new Dot(next(shape)); }
                private synchronized void take() { shape = new Line(new Dot(0), new Dot(next(shape))); }
                private static void both(Runnable run) throws Exception {
                    Thread other = Thread.ofVirtual().start(run);
                    run.run(); other.join();
                }
                public static void racy() throws Exception {
                    Program p = new Program();
                    both(p::race);
                    if (!p.shape.equals(new Dot(2))) throw new AssertionError("an update was lost: " + p.shape);
                }
                public static void racyLambda() throws Exception {
                    var p = new Program() { int count; };
                    both(() -> p.count++);
                    if (p.count != 2) throw new AssertionError("an update was lost: " + p.count);
                }
                public static void correct() throws Exception {
                    Program p = new Program();
                    both(p::take);
                    String expected = "Line[from=Dot[at=0], to=Dot[at=2]]";
                    if (!p.shape.toString().equals(expected)) throw new AssertionError(p.shape.toString());
                }
                public static void correctBlock() throws Exception {
                    Program p = new Program();
                    both(() -> { synchronized (p) { p.race(); } });
                    if (next(p.shape) != 3 || next(Step.TWO) != 2 || next(null) != 0) throw new AssertionError();
                }
            }
            """;

    @ParameterizedTest
    @ValueSource(ints = {8, 17})
    @Covers(area = Area.TOOLS, value = "Classes that javac made for Java 8, 11, 17, 21 and 25")
    void isControlled(int release) {
        check(Javac.compile(NAME, SINCE_8, "--release", "" + release, "-g"), release);
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 25})
    @Covers(area = Area.TOOLS, value = "Records, sealed types and switches by pattern")
    void newLanguageIsControlled(int release) {
        check(Javac.compile(NAME, SINCE_21, "--release", "" + release, "-g"), release);
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Classes without line numbers (javac -g:none)")
    void isControlledWithoutLineNumbers() {
        String failure = check(Javac.compile(NAME, SINCE_8, "--release", "11", "-g:none"), 11);
        assertThat(failure)
                .containsPattern("reads value = 0 +in Program\\.(Inner\\.go|access\\$\\d+)\\s");
    }

    private static String check(Map<String, byte[]> classFiles, int release) {
        int feature = 44 + release;
        assertThat(classFiles.values())
                .allSatisfy(file -> assertThat(file[6] << 8 | file[7]).isEqualTo(feature));
        int warnings = Control.warnings().size();
        ClassLoader loader = Javac.load(classFiles);
        String failure = Verdicts.found("an update was lost", body(loader, "racy"));
        Verdicts.found("an update was lost", body(loader, "racyLambda"));
        for (String correct : new String[] {"correct", "correctBlock"}) {
            Verdicts.silent(body(loader, correct));
            Conformance.onRealThreads(body(loader, correct));
        }
        assertThat(Control.warnings()).hasSize(warnings);
        return failure;
    }

    private static Body body(ClassLoader loader, String method) {
        return () -> {
            Method called = loader.loadClass(NAME).getMethod(method);
            try {
                called.invoke(null);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
    }
}
