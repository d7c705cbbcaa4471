package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.control.Policy.Level;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Code in every shape loads, passes the JVM's verifier, and computes the same as before. */
class ShapesTest {

    private static final List<Class<?>> CLASSES =
            List.of(
                    Shapes.class,
                    Shapes.Colour.class,
                    Shapes.Figure.class,
                    Shapes.Circle.class,
                    Shapes.Square.class,
                    Shapes.Built.class);

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource(names = {"CONTROL", "BOTH_MONITORS", "MONITORS", "PREEMPT"})
    void everyShapeVerifies(Level level) {
        Verification verification = new Verification();
        for (Class<?> type : CLASSES) {
            verification.add(type.getName(), Verification.classFile(type), level, false);
            verification.add(type.getName(), Verification.classFile(type), level, true);
        }
        assertThat(verification.complaints()).isEmpty();
    }

    @Test
    void everyShapeComputesTheSameInARunAndOutsideOfOne() throws Exception {
        List<Object> untouched = everything(FreshClasses.untouched(CLASSES));
        List<Object> outside = everything(FreshClasses.rewritten(CLASSES));
        List<Object> inRun = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(() -> inRun.addAll(everything(FreshClasses.rewritten(CLASSES))))
                .check();

        assertThat(outside).isEqualTo(untouched).isNotEmpty();
        assertThat(inRun).isEqualTo(untouched);
    }

    @Test
    void reflectionSeesNoOtherMembers() throws Exception {
        for (Class<?> type : CLASSES) {
            Class<?> rewritten = FreshClasses.rewritten(CLASSES).loadClass(type.getName());
            Class<?> original = FreshClasses.untouched(CLASSES).loadClass(type.getName());
            assertThat(members(rewritten)).isEqualTo(members(original)).isNotEmpty();
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> everything(ClassLoader loader) throws Exception {
        Method method = loader.loadClass(Shapes.class.getName()).getDeclaredMethod("everything");
        method.setAccessible(true);
        return (List<Object>) method.invoke(null);
    }

    /** The members as they are declared, but for the modifier that rewritten methods lose. */
    private static List<String> members(Class<?> type) {
        return Stream.<Member>concat(
                        Stream.concat(
                                Arrays.stream(type.getDeclaredMethods()),
                                Arrays.stream(type.getDeclaredFields())),
                        Arrays.stream(type.getDeclaredConstructors()))
                .map(Object::toString)
                .filter(text -> !text.contains("$jacoco"))
                .map(text -> text.replace("synchronized ", ""))
                .sorted()
                .toList();
    }
}
