package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Hashes;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Runs;
import dev.heddle.kernel.WarmUp;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings this JVM under control, once: opens what is closed, makes the hooks, rewrites the classes.
 */
public final class Control {

    /** The release of the JDK whose inside this library knows. */
    private static final int JDK = 25;

    private static boolean installed;

    /** Bits of the packages of the JDK whose classes have points. */
    private static int inside;

    /** The agent's handle, and what is rewritten by it; null until that is done. */
    private static @Nullable Instrumentation handle;

    private static @Nullable Policy rewritten;

    /** Why this JVM can not be brought under control, once that is known. */
    private static @Nullable HeddleException failed;

    /** How many warnings somebody has been told of. */
    private static int told;

    private Control() {}

    /** Whether this JVM is under control. */
    public static synchronized boolean isInstalled() {
        return installed;
    }

    /**
     * Makes sure that this JVM is under control, attaching the agent if it was not there from the
     * start.
     *
     * @throws dev.heddle.kernel.HeddleException if that is not possible; the message says what to
     *     do
     */
    @SuppressWarnings("StaticAssignmentOfThrowable") // Attaching is tried once, and costs time.
    public static synchronized void install() {
        if (installed) {
            return;
        }
        HeddleException before = failed;
        if (before != null) {
            throw new HeddleException(String.valueOf(before.getMessage()), before);
        }
        try {
            install(Attachment.attach());
        } catch (HeddleException e) {
            failed = e;
            throw e;
        }
    }

    /** How many classes the JVM has, where nothing quicker tells. */
    public static synchronized int loadedClasses() {
        Instrumentation instrumentation = handle;
        return instrumentation == null ? 0 : instrumentation.getAllLoadedClasses().length;
    }

    /** Brings this JVM under control by way of the given agent's handle. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // The first failure is the reason of all.
    static synchronized void install(Instrumentation instrumentation) {
        if (installed) {
            return;
        }
        HeddleException before = failed;
        if (before != null) {
            throw before;
        }
        try {
            bringUnderControl(instrumentation);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // Trying again would only fail in another place, and hide the reason.
            failed =
                    new HeddleException(
                            "Heddle could not bring this JVM (%s of %s) under control. %s"
                                    .formatted(
                                            Runtime.version(),
                                            System.getProperty("java.vendor"),
                                            Runtime.version().feature() == JDK
                                                    ? "The reason is below; another agent may be in"
                                                            + " the way."
                                                    : "It needs a JDK " + JDK + "."),
                            e);
            throw failed;
        }
        installed = true;
    }

    private static void bringUnderControl(Instrumentation instrumentation)
            throws ReflectiveOperationException {
        open(instrumentation);
        VarHandle active = HookClasses.define();
        warmUp();
        if (!Hashes.areControlled()) {
            Instrumenter.warn(
                    "This JVM does not keep identity hash codes where they can be set, so they are"
                            + " not controlled: the order of a HashSet of objects without hashCode"
                            + " may differ from run to run. Heddle needs a HotSpot JVM for that.");
        }
        Policy policy = new Policy();
        new Instrumenter(policy).install(instrumentation);
        retransform(instrumentation, type -> levelOf(policy, type) != Level.NONE);
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            Hashes.giveToClass(type);
            if (type.isHidden()) {
                warnOfHidden(policy, type);
            }
        }
        handle = instrumentation;
        rewritten = policy;
        Runs.listen(active::setVolatile);
    }

    /** The agent's handle. Only if this JVM is under control. */
    static synchronized Instrumentation instrumentation() {
        return java.util.Objects.requireNonNull(handle, "not under control");
    }

    /** Which classes are rewritten. Only if this JVM is under control. */
    static synchronized Policy policy() {
        return java.util.Objects.requireNonNull(rewritten, "not under control");
    }

    /**
     * Brings packages of the JDK, and those below them, so far under control that fibers can be
     * preempted inside of them, in runs that have been told so.
     *
     * @return what to tell {@link dev.heddle.kernel.Loop#preemptInside}
     * @throws IllegalArgumentException if that is not possible for one of the packages
     */
    public static synchronized int instrument(List<String> packages) {
        if (packages.isEmpty()) {
            return 0;
        }
        install();
        Policy policy = policy();
        int bits = Inside.bits(policy, packages);
        int fresh = bits & ~inside;
        if (fresh != 0) {
            boolean first = inside == 0;
            inside |= fresh;
            Inside.on = true;
            retransform(
                    instrumentation(),
                    type -> {
                        String name = type.getName().replace('.', '/');
                        return (first && Inside.hasMethodsExecutedOnce(name))
                                || ((Inside.bitsOf(name) & fresh) != 0
                                        && levelOf(policy, type) != Level.NONE);
                    });
        }
        return bits;
    }

    /** Looks for classes that the JVM has loaded behind our back, and warns of them. */
    public static synchronized void findMissed() {
        Missed.find(instrumentation());
    }

    /** What could not be brought under control since this was last asked, as sentences. */
    public static synchronized List<String> newWarnings() {
        List<String> all = Instrumenter.warnings();
        List<String> fresh = List.copyOf(all.subList(told, all.size()));
        told = all.size();
        return fresh;
    }

    /** What could not be brought under control so far, as sentences. */
    public static List<String> warnings() {
        return Instrumenter.warnings();
    }

    /** Packages of the JDK whose members this library uses. */
    private static final List<String> OPENED =
            List.of(
                    "java.lang",
                    "java.lang.invoke",
                    "java.security",
                    "sun.security.provider",
                    "java.io",
                    "java.util",
                    "jdk.internal.random",
                    "jdk.internal.misc",
                    "java.util.concurrent",
                    "java.util.concurrent.locks",
                    "jdk.internal.vm");

    /** Opens the packages of the JDK whose members this library uses to this module. */
    private static void open(Instrumentation instrumentation) {
        Module ours = Control.class.getModule();
        Set<Module> toUs = Set.of(ours);
        Map<String, Set<Module>> opened = new HashMap<>();
        for (String name : OPENED) {
            opened.put(name, toUs);
        }
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of("jdk.internal.vm", toUs),
                opened,
                Set.of(),
                Map.of());
    }

    /**
     * Rewrites a class for nothing, so that all that rewriting needs is loaded before the first
     * class comes that must be rewritten.
     */
    private static void warmUp() {
        WarmUp.run();
        Notes.warmUp();
        // What another agent, such as JaCoCo's, has put into it is linked by means of tables that
        // call this hook, as soon as they are rewritten.
        PointHooks.orders(null, 0, 0);
        byte[] sample = bytes(Control.class);
        for (Level level : List.of(Level.PREEMPT, Level.BOTH_MONITORS)) {
            ClassRewriter.rewrite(sample, level, false, Control.class.getClassLoader());
        }
    }

    /** The class file of a class of this library. */
    static byte[] bytes(Class<?> type) {
        String resource = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(
                        "The class file of " + type.getName() + " is missing.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rewrites what was loaded before the transformer was there. */
    static void retransform(Instrumentation instrumentation, Predicate<Class<?>> isMeant) {
        List<Class<?>> late = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (!type.isArray()
                    && !type.isHidden()
                    && instrumentation.isModifiableClass(type)
                    && isMeant.test(type)) {
                late.add(type);
            }
        }
        try {
            instrumentation.retransformClasses(late.toArray(Class<?>[]::new));
        } catch (UnmodifiableClassException e) {
            throw new IllegalStateException("A class that can be modified could not be.", e);
        }
    }

    /** A hidden class can never be rewritten once it is there. */
    private static void warnOfHidden(Policy policy, Class<?> type) {
        String name = type.getName().substring(0, type.getName().indexOf('/'));
        boolean ofTheJdk = name.contains("$$Lambda") || name.contains("InjectedInvoker");
        Level level =
                policy.of(
                        name.replace('.', '/'), type.getClassLoader(), type.getProtectionDomain());
        if (!ofTheJdk && level == Level.PREEMPT) {
            Instrumenter.warn(
                    "The hidden class "
                            + type.getName()
                            + " was defined before Heddle attached, so it is not controlled.");
        }
    }

    private static Level levelOf(Policy policy, Class<?> type) {
        @Nullable ClassLoader loader = type.getClassLoader();
        return policy.of(type.getName().replace('.', '/'), loader, type.getProtectionDomain());
    }
}
