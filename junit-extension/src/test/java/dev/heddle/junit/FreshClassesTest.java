package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.ScheduleFailure;
import dev.heddle.control.FreshLoaders;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Tests whose schedules have static fields of their own, and tests that would need them. */
class FreshClassesTest {

    private static final String HERE = "dev.heddle.junit";

    private static List<String> published(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(tests))
                .execute()
                .testEvents()
                .reportingEntryPublished()
                .stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle"))
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    @Test
    void aLeakMakesATestFailThatPassesWithFreshClasses() {
        Throwable failure = Results.failureOf(Leaking.class, "shared");
        assertThat(failure)
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("Schedule 2,")
                .hasMessageContaining("FreshClassesTest.Leaking.instances")
                .hasMessageContaining("freshClasses(\"dev.heddle.junit.FreshClassesTest\")");
        Results.of(Leaking.class, "fresh").testEvents().assertStatistics(s -> s.succeeded(1));
    }

    @Test
    void aTestThatPassesSaysThatItsSchedulesDependOnEachOther() {
        assertThat(published(Growing.class))
                .singleElement()
                .asString()
                .contains("FreshClassesTest.Growing.calls: ");
    }

    @Test
    void aStrictTestFailsIfItsSchedulesDependOnEachOther() {
        assertThat(Results.failureOf(Strict.class, "dependent"))
                .isInstanceOf(ScheduleFailure.class)
                .hasMessageContaining("FreshClassesTest.Strict.calls: ");
        Results.of(Strict.class, "clean").testEvents().assertStatistics(s -> s.succeeded(1));
    }

    @Test
    void aNameThatFitsNothingIsPublished() {
        assertThat(published(Misspelt.class)).singleElement().asString().contains("'com.acmee'");
    }

    @Test
    void allThatBelongsToATestIsDoneInFreshClasses() {
        assertThat(Results.failures(Results.of(Whole.class))).isEmpty();
        assertThat(Whole.log).isEmpty();
        assertThat(Results.failures(Results.of(Outer.class))).isEmpty();
    }

    @Test
    void theContextClassLoaderIsGivenBack() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Results.of(Whole.class).testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void aFailureIsReplayed() throws NoSuchMethodException {
        Method method = Racy.class.getDeclaredMethod("test");
        Asked asked =
                new Asked(
                        new Governing(
                                List.of(method.getAnnotation(Interleaved.class)), List.of(), false),
                        Configuration.early());
        Settings settings = new Settings(method.getDeclaringClass(), method, asked, null);
        List<Class<?>> classes = List.of(Racy.class);
        FreshLoaders loaders = settings.freshLoaders(classes);
        Schedule schedule =
                new Schedule(
                        classes,
                        List.of(),
                        new Schedule.Call(method, 0, List.of()),
                        List.of(),
                        loaders);
        Failure found = settings.run(schedule).failure().orElseThrow();
        assertThat(found.summary()).contains("lost an update");
        Settings replay = new Settings(method.getDeclaringClass(), method, asked, found.token());
        Failure again = replay.run(schedule).failure().orElseThrow();
        assertThat(again.summary()).isEqualTo(found.summary());
    }

    @Test
    void anAssumptionThatDoesNotHoldAbortsTheTest() {
        assertThat(Results.aborted(Results.of(Assuming.class))).hasMessageContaining("never");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                WithBeforeAll.class,
                WithTempDir.class,
                WithExtension.class,
                WithParameter.class,
                WithObject.class,
                WithLambda.class,
                BadName.class
            })
    void whatCanNotWorkIsRefused(Class<?> tests) throws ReflectiveOperationException {
        Refused expected = tests.getAnnotation(Refused.class);
        assertThat(Results.failureOf(tests))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining(expected.value());
    }

    /** What the message says. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Refused {
        String value();
    }

    static class Leaking {
        private static final List<Object> instances = new ArrayList<>();

        @BeforeEach
        void register() {
            instances.add(this);
        }

        @Interleaved(schedules = 10)
        void shared() {
            assertThat(instances).hasSize(1);
        }

        @Interleaved(schedules = 10, freshClasses = HERE)
        void fresh() {
            assertThat(instances).hasSize(1);
        }
    }

    static class Growing {
        private static int calls;

        @Interleaved(schedules = 5)
        void test() {
            int[] cell = new int[1];
            calls++;
            for (int i = 0; i < calls; i++) {
                cell[0]++;
            }
        }
    }

    static class Strict {
        private static int calls;

        @Interleaved(schedules = 5, strict = true)
        void dependent() {
            int[] cell = new int[1];
            calls++;
            for (int i = 0; i < calls; i++) {
                cell[0]++;
            }
        }

        @Interleaved(schedules = 5, strict = true)
        void clean() {
            calls++;
        }
    }

    static class Misspelt {
        @Interleaved(schedules = 2, freshClasses = "com.acmee")
        void test() {}
    }

    static class Whole {
        static final List<String> log = new ArrayList<>();

        @BeforeEach
        void before(TestInfo info) {
            log.add("before " + info.getTestMethod().orElseThrow().getName());
        }

        @Interleaved(schedules = 10, freshClasses = HERE)
        void test(TestInfo info, @TempDir Path directory) {
            assertThat(directory).exists();
            assertThat(info.getTestClass().orElseThrow()).isNotSameAs(getClass());
            assertThat(Thread.currentThread().getContextClassLoader())
                    .isSameAs(getClass().getClassLoader());
            assertThat(log).containsExactly("before test");
            log.add("test");
        }

        @AfterEach
        void after() {
            assertThat(log).containsExactly("before test", "test");
        }
    }

    static class Outer {
        private static int made;

        Outer() {
            made++;
        }

        @Nested
        class Inner {
            @Interleaved(schedules = 10, freshClasses = HERE)
            void test() {
                assertThat(made).isEqualTo(1);
            }
        }
    }

    static class Racy {
        private static int count;

        @Interleaved(freshClasses = HERE)
        void test() throws InterruptedException {
            Thread other = new Thread(() -> count++, "other");
            other.start();
            count++;
            other.join();
            assertThat(count).as("lost an update").isEqualTo(2);
        }
    }

    static class Assuming {
        @Interleaved(freshClasses = HERE)
        void test() {
            Assumptions.abort("never");
        }
    }

    @Refused("the @BeforeAll method WithBeforeAll.prepare is called once")
    static class WithBeforeAll {
        @BeforeAll
        static void prepare() {}

        @Interleaved(freshClasses = HERE)
        void test() {}
    }

    @Refused("the static field 'directory' is annotated with @TempDir")
    static class WithTempDir {
        @TempDir static Path directory;

        @Interleaved(freshClasses = HERE)
        void test() {}
    }

    @Refused("the static field 'SERVICE' is annotated with @RegisterExtension")
    static class WithExtension {
        @RegisterExtension static final ServiceExtension SERVICE = new ServiceExtension();

        @Interleaved(freshClasses = HERE)
        void test() {}
    }

    static class Service {}

    static class ServiceExtension implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return true;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            Supplier<String> lambda = () -> "text";
            return type == Supplier.class ? lambda : new Service();
        }
    }

    @Refused("a parameter of WithParameter.test is a dev.heddle.junit.FreshClassesTest$Service[]")
    static class WithParameter {
        @ExtendWith(NullExtension.class)
        @Interleaved(freshClasses = HERE)
        void test(Service[] services) {}
    }

    static class NullExtension extends ServiceExtension {
        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return new Service[0];
        }
    }

    @Refused("a parameter of WithObject.before is a dev.heddle.junit.FreshClassesTest$Service")
    @ExtendWith(ServiceExtension.class)
    static class WithObject {
        @BeforeEach
        void before(Object service) {}

        @Interleaved(freshClasses = HERE)
        void test() {}
    }

    @Refused("a parameter of WithLambda.test is a dev.heddle.junit.FreshClassesTest$Service")
    @ExtendWith(ServiceExtension.class)
    static class WithLambda {
        @Interleaved(freshClasses = HERE)
        void test(Supplier<String> text) {}
    }

    @Refused("'org.junit' can not be loaded anew")
    static class BadName {
        @Interleaved(freshClasses = "org.junit")
        void test() {}
    }
}
