package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.util.List;

/**
 * Hidden classes: the JVM shows them to no agent, so they are rewritten where the program hands
 * over their class files.
 */
final class ClassHooks {

    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            LOOKUP,
                            "defineHiddenClass",
                            "([BZ[Ljava/lang/invoke/MethodHandles$Lookup$ClassOption;)"
                                    + "Ljava/lang/invoke/MethodHandles$Lookup;",
                            Form.ARGUMENT,
                            "hidden",
                            "(Ljava/lang/Object;[B)[B"),
                    HookTable.patch(
                            LOOKUP,
                            "defineHiddenClassWithClassData",
                            "([BLjava/lang/Object;Z"
                                    + "[Ljava/lang/invoke/MethodHandles$Lookup$ClassOption;)"
                                    + "Ljava/lang/invoke/MethodHandles$Lookup;",
                            Form.ARGUMENT,
                            "hidden",
                            "(Ljava/lang/Object;[B)[B"));

    private ClassHooks() {}

    /** Before a hidden class is defined: the class file to take instead. */
    @Always
    public static byte @Nullable [] hidden(Object lookup, byte @Nullable [] classFile) {
        return classFile == null
                ? null // The JDK knows what to say to that.
                : Instrumenter.hidden(((MethodHandles.Lookup) lookup).lookupClass(), classFile);
    }
}
