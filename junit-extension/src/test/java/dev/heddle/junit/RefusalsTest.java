package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestInstanceFactory;
import org.junit.jupiter.api.extension.TestInstanceFactoryContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** What a test can not have yet fails with a sentence that says why, and never passes. */
class RefusalsTest {

    @Test
    void ofAnInstanceForAllTests() {
        assertThat(refusal(PerClass.class))
                .contains("the life cycle of its test instances is PER_CLASS")
                .contains("PER_METHOD, for PerClass");
    }

    @Test
    void ofAnOuterInstanceForAllTests() {
        assertThat(refusal(PerClassOutside.class)).contains("PER_METHOD, for PerClassOutside");
    }

    @Test
    void ofConstructorsWithParameters() {
        assertThat(refusal(WithConstructor.class))
                .contains("the constructor of WithConstructor has parameters");
    }

    @Test
    void ofParametersAfterTheTest() {
        assertThat(refusal(WithParameterAfter.class))
                .contains("the @AfterEach method WithParameterAfter.after has parameters");
    }

    @Test
    void ofFieldsThatExtensionsSet() {
        assertThat(refusal(WithTempDir.class))
                .contains("the field 'directory' of WithTempDir is annotated with @TempDir");
        assertThat(refusal(WithRegistered.class))
                .contains(
                        "the field 'extension' of WithRegistered is annotated with"
                                + " @RegisterExtension");
        assertThat(refusal(WithInjection.class))
                .contains("an extension has set its field 'injected'");
    }

    @Test
    void ofInstancesThatExtensionsMake() {
        assertThat(refusal(WithFactory.class)).contains("TestInstanceFactory");
    }

    @Test
    void ofTimeoutsOnAnotherThread() {
        assertThat(refusal(WithTimeout.class)).contains("@Timeout in the mode SEPARATE_THREAD");
    }

    @Test
    void ofTimeoutsThatWouldNotBeLookedAt() {
        assertThat(refusal(WithTimeoutBefore.class))
                .contains(
                        "the @BeforeEach method WithTimeoutBefore.before is annotated with"
                                + " @Timeout");
    }

    @Test
    void notOfWhatIsFine() {
        Results.of(Fine.class).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
    }

    private static String refusal(Class<?> tests) {
        List<String> all = refusals(tests);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static List<String> refusals(Class<?> tests) {
        List<Throwable> failures = Results.failures(Results.of(tests));
        assertThat(failures)
                .isNotEmpty()
                .allMatch(ExtensionConfigurationException.class::isInstance)
                .allMatch(e -> e.getMessage().contains("can not be run under many schedules"));
        return failures.stream().map(Throwable::getMessage).toList();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @Interleaved
        void test() {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClassOutside {
        @org.junit.jupiter.api.Nested
        @TestInstance(TestInstance.Lifecycle.PER_METHOD)
        class Inside {
            @Interleaved
            void test() {}
        }
    }

    static class WithConstructor {
        WithConstructor(TestInfo info) {
            assertThat(info).isNotNull();
        }

        @Interleaved
        void test() {}
    }

    static class WithParameterAfter {
        @Interleaved
        void test() {}

        @AfterEach
        void after(TestInfo info) {
            throw new AssertionError(info);
        }
    }

    static class WithTempDir {
        @TempDir Path directory;

        @Interleaved
        void test() {}
    }

    static class WithRegistered {
        @RegisterExtension Extension extension = new Extension() {};

        @Interleaved
        void test() {}
    }

    static class Injector implements TestInstancePostProcessor {
        @Override
        public void postProcessTestInstance(Object instance, ExtensionContext context) {
            ((WithInjection) instance).injected = "injected";
        }
    }

    @ExtendWith(Injector.class)
    static class WithInjection {
        String untouched = "untouched";
        String injected;

        @Interleaved
        void test() {}
    }

    static class Factory implements TestInstanceFactory {
        @Override
        public Object createTestInstance(
                TestInstanceFactoryContext context, ExtensionContext extensionContext) {
            return new WithFactory();
        }
    }

    @ExtendWith(Factory.class)
    static class WithFactory {
        @Interleaved
        void test() {}
    }

    static class WithTimeout {
        @Interleaved
        @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
        void test() {}
    }

    static class WithTimeoutBefore {
        @Timeout(60)
        @BeforeEach
        void before() {}

        @Interleaved
        void test() {}
    }

    static class Fine {
        @TempDir static Path directory;

        @RegisterExtension static final Extension EXTENSION = new Extension() {};

        private String field = "set by the constructor";

        @BeforeEach
        void before(TestInfo info) {
            field += info.getDisplayName();
        }

        @Interleaved(schedules = 3)
        @Timeout(60)
        void test() {
            assertThat(directory).exists();
            assertThat(field).startsWith("set by the constructor");
        }
    }
}
