package dev.heddle.junit;

import dev.heddle.control.FreshLoaders;
import dev.heddle.junit.Schedule.Call;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;

/**
 * What a test of many schedules can not have yet. Each of these would mean that the test does
 * something else than it says, so it fails instead.
 */
final class Refusals {

    private final Method test;

    private Refusals(Method test) {
        this.test = test;
    }

    /**
     * Checks a test.
     *
     * @param classes the test class, after those it is nested in
     * @param expected the thread JUnit prepared the test on
     */
    static void check(
            Method test,
            List<Class<?>> classes,
            ExtensionContext context,
            @Nullable Thread expected) {
        Refusals refusals = new Refusals(test);
        Kinds.check(context);
        refusals.checkLifecycle(context);
        for (Class<?> type : classes) {
            refusals.checkConstructor(type, type == classes.getFirst() ? 0 : 1);
            refusals.checkFields(type);
            refusals.checkMethods(type);
        }
        refusals.checkThread(expected);
    }

    /**
     * Checks a test whose schedules have the whole life cycle each.
     *
     * @param fresh whether they are to have classes for themselves as well
     */
    static void checkWhole(ExtensionContext context, boolean fresh) {
        Kinds.check(context);
        if (fresh) {
            throw refusal(
                    context.getRequiredTestMethod(),
                    "freshClasses loads classes anew for each schedule, but JUnit, which does"
                            + " everything else for it (PerSchedule.LIFECYCLE), has found the"
                            + " classes already",
                    "Leave one of the two");
        }
    }

    /**
     * Checks that nobody but its constructor has put something into the test instance that JUnit
     * made: the instances of the schedules would miss it.
     *
     * @param constructed what the constructor has left; null if JUnit did not call it
     */
    static void checkInjection(Method test, @Nullable FieldValues constructed, Object instance) {
        Refusals refusals = new Refusals(test);
        if (constructed == null) {
            throw refusals.refusal(
                    "an extension makes the instances of its class (TestInstanceFactory), but every"
                            + " schedule needs one of its own",
                    "Let the class have a constructor without parameters instead, or use"
                            + " perSchedule = PerSchedule.LIFECYCLE");
        }
        Optional<Field> injected = constructed.changed(instance);
        if (injected.isPresent()) {
            throw refusals.refusal(
                    "an extension has set its field '%s', but every schedule has an instance of its own, which extensions do not see"
                            .formatted(injected.get().getName()),
                    "Take the value as a parameter of the test method, make the field static, or"
                            + " use perSchedule = PerSchedule.LIFECYCLE");
        }
    }

    /**
     * Checks that a test can have classes that are loaded anew for each schedule.
     *
     * @param classes the test class, after those it is nested in
     * @param calls what is called in each schedule with arguments
     */
    static void checkFresh(
            Method test, List<Class<?>> classes, List<Call> calls, FreshLoaders loaders) {
        Refusals refusals = new Refusals(test);
        for (Class<?> type : classes) {
            refusals.checkNothingForAll(type, loaders);
        }
        for (Call call : calls) {
            refusals.checkParameters(call, loaders);
        }
    }

    /** What is done once is done to the static fields of a class that no schedule sees. */
    private void checkNothingForAll(Class<?> type, FreshLoaders loaders) {
        for (Class<? extends Annotation> kind : List.of(BeforeAll.class, AfterAll.class)) {
            for (Method method :
                    AnnotationSupport.findAnnotatedMethods(
                            type, kind, HierarchyTraversalMode.TOP_DOWN)) {
                if (loaders.loadsAnew(method.getDeclaringClass())) {
                    throw refusal(
                            "the @%s method %s is called once, but every schedule has the static fields of its class for itself (freshClasses)"
                                    .formatted(kind.getSimpleName(), Settings.nameOf(method)),
                            "Make it a @BeforeEach or @AfterEach method, or move it to a class that"
                                    + " is not loaded anew");
                }
            }
        }
        for (Class<? extends Annotation> kind : List.of(RegisterExtension.class, TempDir.class)) {
            for (Field field :
                    AnnotationSupport.findAnnotatedFields(
                            type, kind, field -> Modifier.isStatic(field.getModifiers()))) {
                if (loaders.loadsAnew(field.getDeclaringClass())) {
                    throw refusal(
                            "the static field '%s' is annotated with @%s, but every schedule has one for itself (freshClasses), which extensions do not see"
                                    .formatted(field.getName(), kind.getSimpleName()),
                            kind == TempDir.class
                                    ? "Take the directory as a parameter of the test method"
                                    : "Register the extension with @ExtendWith at the class");
                }
            }
        }
    }

    private void checkParameters(Call call, FreshLoaders loaders) {
        Class<?>[] types = call.method().getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            Object argument = call.arguments().get(i);
            Class<?> type =
                    loaders.loadsAnew(types[i]) || argument == null
                            ? types[i]
                            : argument.getClass();
            if (loaders.loadsAnew(type)) {
                throw refusal(
                        "a parameter of %s is a %s, which was made once, but every schedule has a class of that name for itself (freshClasses)"
                                .formatted(Settings.nameOf(call.method()), type.getTypeName()),
                        "Make the object in a @BeforeEach method, or let freshClasses leave its"
                                + " class out");
            }
        }
    }

    private void checkLifecycle(ExtensionContext context) {
        Optional<ExtensionContext> at = Optional.of(context);
        while (at.isPresent()) {
            if (at.get().getTestInstanceLifecycle().orElse(null) == Lifecycle.PER_CLASS) {
                throw refusal(
                        "the life cycle of its test instances is PER_CLASS, but every schedule"
                                + " needs an instance of its own",
                        "Use the usual life cycle, PER_METHOD, for %s, or perSchedule = PerSchedule.LIFECYCLE"
                                .formatted(at.get().getRequiredTestClass().getSimpleName()));
            }
            at = at.get().getParent();
        }
    }

    private void checkConstructor(Class<?> type, int outer) {
        if (type.getDeclaredConstructors()[0].getParameterCount() > outer) {
            throw refusal(
                    "the constructor of %s has parameters, which are resolved only once"
                            .formatted(type.getSimpleName()),
                    "Take them as parameters of the test method or of a @BeforeEach method, or use"
                            + " perSchedule = PerSchedule.LIFECYCLE");
        }
    }

    private void checkFields(Class<?> type) {
        List<Field> fields =
                ReflectionSupport.findFields(
                        type,
                        field -> !Modifier.isStatic(field.getModifiers()),
                        HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            for (Class<? extends Annotation> annotation :
                    List.of(RegisterExtension.class, TempDir.class, ExtendWith.class)) {
                if (AnnotationSupport.isAnnotated(field, annotation)) {
                    throw refusal(
                            "the field '%s' of %s is annotated with @%s, but every schedule has an instance of its own, which extensions do not see"
                                    .formatted(
                                            field.getName(),
                                            field.getDeclaringClass().getSimpleName(),
                                            annotation.getSimpleName()),
                            annotation == TempDir.class
                                    ? "Make the field static, take the directory as a parameter of"
                                            + " the test method, or use perSchedule ="
                                            + " PerSchedule.LIFECYCLE"
                                    : "Make the field static, or use perSchedule ="
                                            + " PerSchedule.LIFECYCLE");
                }
            }
        }
    }

    private void checkMethods(Class<?> type) {
        for (Class<? extends Annotation> kind : List.of(BeforeEach.class, AfterEach.class)) {
            for (Method method :
                    AnnotationSupport.findAnnotatedMethods(
                            type, kind, HierarchyTraversalMode.TOP_DOWN)) {
                if (kind == AfterEach.class && method.getParameterCount() > 0) {
                    throw refusal(
                            "the @AfterEach method %s has parameters, which JUnit resolves only when all schedules are over"
                                    .formatted(Settings.nameOf(method)),
                            "Take them as parameters of a @BeforeEach method and keep them in"
                                    + " fields, or use perSchedule = PerSchedule.LIFECYCLE");
                }
                if (AnnotationSupport.isAnnotated(method, Timeout.class)) {
                    throw refusal(
                            "the @%s method %s is annotated with @Timeout, which would never be looked at"
                                    .formatted(kind.getSimpleName(), Settings.nameOf(method)),
                            "Use timeLimitMillis of %s, which limits each schedule, or perSchedule = PerSchedule.LIFECYCLE"
                                    .formatted(Kinds.annotationOf(test)));
                }
            }
        }
    }

    private void checkThread(@Nullable Thread expected) {
        if (expected != Thread.currentThread()) {
            throw refusal(
                    "it is called on another thread than the one JUnit prepared it on, by @Timeout"
                            + " in the mode SEPARATE_THREAD or by another extension",
                    "Use timeLimitMillis of %s instead of @Timeout, or leave the extension out"
                            .formatted(Kinds.annotationOf(test)));
        }
    }

    private ExtensionConfigurationException refusal(String why, String what) {
        return refusal(test, why, what);
    }

    /** What to say of a test that can not be run: why, and what to do. */
    static ExtensionConfigurationException refusal(Method test, String why, String what) {
        return new ExtensionConfigurationException(
                "%s can not be run under many schedules: %s. %s."
                        .formatted(Settings.nameOf(test), why, what));
    }
}
