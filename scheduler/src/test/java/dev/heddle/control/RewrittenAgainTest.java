package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.tools.Counts;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;

/** Other agents and debuggers may have a class rewritten again that is under control already. */
class RewrittenAgainTest {

    private static final String NAME = "dev.heddle.control.AgainMade";

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Instrumentation.retransformClasses, by another agent")
    void aClassWithASynchronizedMethodIsRetransformed() throws Exception {
        Class<?> type = FreshClasses.define(NAME, Counts.classFile(NAME));
        List<Class<?>> seen = new ArrayList<>();
        ClassFileTransformer other =
                new ClassFileTransformer() {
                    @Override
                    public byte[] transform(
                            ClassLoader loader,
                            String name,
                            Class<?> redefined,
                            ProtectionDomain domain,
                            byte[] classFile) {
                        if (redefined == type) {
                            seen.add(redefined);
                        }
                        return null;
                    }
                };

        agent().addTransformer(other, true);
        try {
            agent().retransformClasses(type);
        } finally {
            agent().removeTransformer(other);
        }

        assertThat(seen).containsExactly(type);
        Counts.checkControlled(type);
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Instrumentation.redefineClasses, hot swap of a debugger")
    void aClassWithASynchronizedMethodIsRedefined() throws Exception {
        byte[] classFile = Counts.classFile(NAME);
        Class<?> type = FreshClasses.define(NAME, classFile);

        agent().redefineClasses(new ClassDefinition(type, classFile));

        Counts.checkControlled(type);
    }

    private static Instrumentation agent() {
        return (Instrumentation) System.getProperties().get(Agent.HANDLE);
    }
}
