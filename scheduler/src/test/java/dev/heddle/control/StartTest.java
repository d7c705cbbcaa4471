package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayList;
import java.util.List;

/** The jar says to any Java which one it needs. */
class StartTest {

    /** The version of class files of Java 8. */
    private static final int JAVA_8 = 52;

    @Test
    void anOldJavaIsToldWhichOneIsNeeded() {
        assertThat(Start.problemOf("17"))
                .isEqualTo("Heddle needs Java 25, and this is Java 17: use the java of a JDK 25.");
        assertThat(Start.problemOf("1.8")).contains("this is Java 8:");
        assertThat(Start.problemOf("24")).isNotEmpty();
        assertThat(Start.problemOf("25")).isEmpty();
        assertThat(Start.problemOf("26")).as("that is for Control to say").isEmpty();
    }

    /** What is loaded before that has been said. */
    @Test
    void anyJavaCanLoadIt() throws IOException {
        try (DataInputStream in =
                new DataInputStream(Start.class.getResourceAsStream("Start.class"))) {
            in.readInt();
            in.readUnsignedShort();
            assertThat(in.readUnsignedShort())
                    .as("version of Start.class, which pom.xml compiles by itself")
                    .isLessThanOrEqualTo(JAVA_8);
        }
    }

    @Test
    void itRefersToNoOtherClassOfHeddle() throws IOException {
        try (InputStream in = Start.class.getResourceAsStream("Start.class")) {
            List<String> classes = new ArrayList<>();
            for (PoolEntry entry : ClassFile.of().parse(in.readAllBytes()).constantPool()) {
                if (entry instanceof ClassEntry type) {
                    classes.add(type.asInternalName());
                }
            }
            assertThat(classes)
                    .filteredOn(name -> name.contains("heddle"))
                    .containsExactly("dev/heddle/control/Start");
        }
    }
}
