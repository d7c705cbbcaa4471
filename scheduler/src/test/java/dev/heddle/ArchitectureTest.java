package dev.heddle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Holds the scheduler to the order of its packages, and to the JDK as its only dependency. */
class ArchitectureTest {

    /** From the ground up: a package may use itself and those before it, never one after it. */
    private static final List<String> ORDER =
            List.of(
                    "dev.heddle.api",
                    "dev.heddle.kernel",
                    "dev.heddle.schedule",
                    "dev.heddle.shrink",
                    "dev.heddle.control",
                    "dev.heddle.trace",
                    "dev.heddle.detect",
                    "dev.heddle.constraints",
                    "dev.heddle.prove",
                    "dev.heddle.timeline",
                    "dev.heddle.async",
                    "dev.heddle",
                    "dev.heddle.linearizability",
                    "dev.heddle.command");

    private static JavaClasses classes;

    @BeforeAll
    static void readClasses() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.heddle");
    }

    @TestFactory
    Stream<DynamicTest> importsPointDown() {
        return IntStream.range(0, ORDER.size() - 1)
                .mapToObj(
                        i -> {
                            String[] above =
                                    ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
                            return DynamicTest.dynamicTest(
                                    ORDER.get(i),
                                    () ->
                                            check(
                                                    noClasses()
                                                            .that()
                                                            .resideInAPackage(ORDER.get(i))
                                                            .should()
                                                            .dependOnClassesThat()
                                                            .resideInAnyPackage(above)));
                        });
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        check(
                noClasses()
                        .should()
                        .resideOutsideOfPackages(ORDER.toArray(String[]::new))
                        .because("the order of the packages is the architecture: add it to ORDER"));
    }

    @Test
    void nothingButTheJdk() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideOutsideOfPackages(
                                "dev.heddle..",
                                "java..",
                                "com.sun.tools.attach..",
                                "org.jspecify.."));
    }

    @Test
    void theKernelKnowsNoBytecode() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.heddle.kernel")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.lang.classfile..", "java.lang.instrument.."));
    }

    @Test
    void noLogging() {
        check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
    }

    @Test
    void noExit() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName("dev.heddle.command.Main")
                        .and()
                        .doNotHaveFullyQualifiedName("dev.heddle.control.Start")
                        .should()
                        .callMethod(System.class, "exit", int.class));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(classes);
    }
}
