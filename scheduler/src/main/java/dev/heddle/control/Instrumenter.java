package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Carried;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rewrites every class that the {@link Policy} wants under control, as it is loaded. */
final class Instrumenter implements ClassFileTransformer {

    private static final List<String> WARNINGS = new CopyOnWriteArrayList<>();

    /** Set on a thread while it rewrites a class. */
    private static final ThreadLocal<Boolean> WORKING = new ThreadLocal<>();

    /** The one that was added to this JVM; set once. */
    private static volatile @Nullable Instrumenter installed;

    private final Policy policy;

    Instrumenter(Policy policy) {
        this.policy = policy;
        // Loads what thread locals are made of: with -javaagent nobody may have done so yet, and
        // loading it while it is asked whether to rewrite it would go in circles.
        WORKING.set(Boolean.TRUE);
        WORKING.remove();
    }

    /** Lets it rewrite classes from now on. */
    void install(Instrumentation instrumentation) {
        installed = this;
        instrumentation.addTransformer(this, true);
    }

    /** The class file of a hidden class, rewritten if it must be. */
    static byte[] hidden(Class<?> lookupClass, byte[] classFile) {
        Instrumenter instrumenter = installed;
        String name = instrumenter == null ? null : ClassRewriter.nameIn(classFile);
        if (instrumenter == null || name == null) {
            return classFile; // The JVM says what is wrong with it.
        }
        byte[] rewritten =
                instrumenter.transform(
                        lookupClass.getModule(),
                        lookupClass.getClassLoader(),
                        name,
                        null,
                        lookupClass.getProtectionDomain(),
                        classFile);
        return rewritten == null ? classFile : rewritten;
    }

    /** How far a class is brought under control. */
    static Level levelOf(Class<?> type) {
        Instrumenter instrumenter = installed;
        return instrumenter == null
                ? Level.NONE
                : instrumenter.policy.of(
                        type.getName().replace('.', '/'),
                        type.getClassLoader(),
                        type.getProtectionDomain());
    }

    /** What could not be brought under control so far. */
    static List<String> warnings() {
        return List.copyOf(WARNINGS);
    }

    static void warn(String message) {
        WARNINGS.add(message);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable Module module,
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (name == null || name.contains(ReferencePoints.MARK)) {
            return null; // A class of the JDK's machinery, or of ours.
        }
        LoadedClasses.oneMore();
        // A fiber may be the one that loads the class; it must not be controlled while it does
        // this.
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.mask();
        }
        Carried.toldOf(Thread.currentThread());
        boolean nested = WORKING.get() != null;
        try {
            if (nested) {
                return tooEarly(name, loader, domain);
            }
            WORKING.set(Boolean.TRUE);
            Level level = policy.of(name, loader, domain);
            if (level == Level.NONE) {
                return null;
            }
            if (level == Level.PREEMPT) {
                Missed.seen(name, loader);
            }
            return loader instanceof FreshLoader fresh && redefined == null
                    ? fresh.rewrite(name, classFile, level)
                    : ClassRewriter.rewrite(
                            classFile, level, isLoaded(name, loader, redefined), loader);
        } catch (RuntimeException | LinkageError | VirtualMachineError e) {
            // The JVM would swallow it without a word.
            warn(
                    "Class "
                            + name.replace('/', '.')
                            + " could not be rewritten, so it is not controlled: "
                            + e);
            return null;
        } finally {
            if (!nested) {
                WORKING.remove();
            }
            if (fiber != null) {
                fiber.unmask();
            }
        }
    }

    /** Whether the methods of a class must keep their flags. */
    private static boolean isLoaded(
            String name, @Nullable ClassLoader loader, @Nullable Class<?> redefined) {
        return redefined != null && !Taken.contains(name, loader);
    }

    /**
     * Rewriting a class has made the JVM load another one: rewriting that now could go in circles.
     */
    private byte @Nullable [] tooEarly(
            String name, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (policy.of(name, loader, domain) == Level.PREEMPT) {
            Missed.seen(name, loader); // It is told of here.
            warn("Class " + name.replace('/', '.') + " was loaded too early to be controlled.");
        }
        return null;
    }
}
