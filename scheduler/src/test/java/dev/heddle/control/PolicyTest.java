package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.control.Policy.Level;

import org.junit.jupiter.api.Test;

/** How far a class is brought under control is decided by where it comes from, not by its looks. */
class PolicyTest {

    private final Policy policy = new Policy();

    private Level level(String name, Class<?> beside) {
        return policy.of(name, beside.getClassLoader(), beside.getProtectionDomain());
    }

    @Test
    void aLibraryMayBeNamedLikeThoseOfTheJdk() {
        assertThat(level("javax/inject/Counter", PolicyTest.class)).isEqualTo(Level.PREEMPT);
        assertThat(level("com/sun/example/Counter", PolicyTest.class)).isEqualTo(Level.PREEMPT);
    }

    @Test
    void whatComesWithTheJdkIsLeftAlone() throws ClassNotFoundException {
        assertThat(level("javax/sql/DataSource", Class.forName("javax.sql.DataSource")))
                .isEqualTo(Level.NONE);
        assertThat(level("com/sun/tools/attach/VirtualMachine", attachApi())).isEqualTo(Level.NONE);
        assertThat(level("java/lang/Integer", Integer.class)).isEqualTo(Level.NONE);
    }

    private static Class<?> attachApi() throws ClassNotFoundException {
        return Class.forName("com.sun.tools.attach.VirtualMachine");
    }

    @Test
    void thisLibraryIsLeftAloneButNotItsTests() {
        assertThat(level("dev/heddle/Heddle", Heddle.class)).isEqualTo(Level.NONE);
        assertThat(level("dev/heddle/control/PolicyTest", PolicyTest.class))
                .isEqualTo(Level.PREEMPT);
    }

    @Test
    void frameworksAreControlledAndToolsAreNot() {
        assertThat(level("org/junit/jupiter/api/Assertions", PolicyTest.class))
                .isEqualTo(Level.MONITORS);
        assertThat(level("org/jacoco/agent/rt/Agent", PolicyTest.class)).isEqualTo(Level.NONE);
        assertThat(level("com/example/Gate$MockitoMock$Q1w2", PolicyTest.class))
                .isEqualTo(Level.MONITORS);
    }

    @Test
    void proxiesAreLeftAlone() {
        assertThat(level("jdk/proxy2/$Proxy25", PolicyTest.class)).isEqualTo(Level.NONE);
        assertThat(level("com/example/$Proxy3", PolicyTest.class)).isEqualTo(Level.NONE);
        assertThat(level("com/example/My$Proxy3", PolicyTest.class)).isEqualTo(Level.PREEMPT);
    }
}
