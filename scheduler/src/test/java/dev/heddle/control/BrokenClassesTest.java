package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.SimpleVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A class that the JVM refuses is refused in the same way with Heddle, and harms nothing. */
class BrokenClassesTest {

    private static final String NAME = "dev.heddle.control.BrokenClassesTest$Sound";

    /** Has a branch, and so frames. */
    public static final class Sound implements Runnable {
        private int value;

        @Override
        public synchronized void run() {
            for (int i = 0; i < 10; i++) {
                if (value % 2 == 0) {
                    value += i;
                }
            }
        }
    }

    /** What is wrong. */
    enum Flaw {
        NO_FRAMES(VerifyError.class, BrokenClassesTest::withoutFrames),
        WRONG_FRAMES(VerifyError.class, BrokenClassesTest::withWrongFrames),
        CUT_OFF(ClassFormatError.class, file -> Arrays.copyOf(file, file.length - 10)),
        GARBLED_FRAMES(ClassFormatError.class, BrokenClassesTest::withGarbledFrames),
        OF_THE_FUTURE(
                UnsupportedClassVersionError.class,
                file -> {
                    file[7] = 99;
                    return file;
                }),
        EMPTY(ClassFormatError.class, file -> new byte[0]);

        private final Class<? extends Throwable> error;
        private final UnaryOperator<byte[]> breaking;

        Flaw(Class<? extends Throwable> error, UnaryOperator<byte[]> breaking) {
            this.error = error;
            this.breaking = breaking;
        }
    }

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    @Covers(
            area = Area.TOOLS,
            value = "A class file that the JVM refuses",
            handling = Handling.REFUSED,
            note = "By the JVM, with the error it has always had.")
    void failsAsItDoesWithoutHeddle(Flaw flaw) {
        byte[] broken = flaw.breaking.apply(Verification.classFile(Sound.class).clone());

        Throwable without = catchThrowable(() -> FreshClasses.use(NAME, broken, false));
        Throwable with = catchThrowable(() -> FreshClasses.use(NAME, broken, true));
        Throwable[] inRun = new Throwable[1];
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> inRun[0] = catchThrowable(() -> FreshClasses.use(NAME, broken, true)))
                .check();

        assertThat(without).isExactlyInstanceOf(flaw.error);
        assertThat(with).isExactlyInstanceOf(flaw.error);
        assertThat(inRun[0]).isExactlyInstanceOf(flaw.error);
        assertThat(firstLine(with)).isEqualTo(firstLine(without));
        assertThat(firstLine(inRun[0])).isEqualTo(firstLine(without));
    }

    @Test
    void theSoundOneIsTaken() {
        FreshClasses.use(NAME, Verification.classFile(Sound.class), false);
        FreshClasses.use(NAME, Verification.classFile(Sound.class), true);
    }

    /** What follows says where in the code it is, which rewriting has moved. */
    private static String firstLine(Throwable error) {
        // Where the flaw is depends on what other agents have added, such as a coverage tool.
        return error.getMessage().lines().findFirst().orElseThrow().replaceAll("\\d+", "n");
    }

    private static byte[] withoutFrames(byte[] file) {
        ClassFile plain = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
        return transformed(plain, file, CodeTransform.ACCEPT_ALL);
    }

    /** Every local is an int. */
    private static byte[] withWrongFrames(byte[] file) {
        ClassFile plain = ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS);
        return transformed(
                plain,
                file,
                (code, element) -> {
                    if (element instanceof StackMapTableAttribute table) {
                        code.with(StackMapTableAttribute.of(wrong(table)));
                    } else {
                        code.with(element);
                    }
                });
    }

    private static List<StackMapFrameInfo> wrong(StackMapTableAttribute table) {
        return table.entries().stream()
                .map(
                        frame ->
                                StackMapFrameInfo.of(
                                        frame.target(),
                                        List.of(SimpleVerificationTypeInfo.INTEGER),
                                        List.of()))
                .toList();
    }

    private static byte[] transformed(ClassFile tool, byte[] file, CodeTransform change) {
        ClassModel model = tool.parse(file);
        return tool.transformClass(model, ClassTransform.transformingMethodBodies(change));
    }

    /** The first entry of the table is of a type that does not exist. */
    private static byte[] withGarbledFrames(byte[] file) {
        ClassModel model = ClassFile.of().parse(file);
        int index = 0;
        for (var entry : model.constantPool()) {
            if (entry instanceof Utf8Entry utf8 && utf8.equalsString("StackMapTable")) {
                index = entry.index();
            }
        }
        for (int at = file.length - 10; at > 0; at--) {
            boolean attribute =
                    (file[at] & 0xff) == (index >> 8)
                            && (file[at + 1] & 0xff) == (index & 0xff)
                            && file[at + 2] == 0
                            && file[at + 3] == 0
                            && file[at + 4] == 0;
            if (attribute) {
                file[at + 8] = (byte) 200;
                return file;
            }
        }
        throw new AssertionError("There are no frames in the class file.");
    }
}
