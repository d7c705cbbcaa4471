package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Rewrites every class that the {@link Policy} wants under control, as it is loaded. */
final class Instrumenter implements ClassFileTransformer {

    private static final List<String> WARNINGS = new CopyOnWriteArrayList<>();

    /** Set on a thread while it rewrites a class. */
    private static final ThreadLocal<Boolean> WORKING = new ThreadLocal<>();

    private final Policy policy;

    Instrumenter(Policy policy) {
        this.policy = policy;
        // Loads what thread locals are made of: with -javaagent nobody may have done so yet, and
        // loading it while it is asked whether to rewrite it would go in circles.
        WORKING.set(Boolean.TRUE);
        WORKING.remove();
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
        if (name == null) {
            return null; // A hidden class of the JDK; those of programs have names.
        }
        // A fiber may be the one that loads the class; it must not be controlled while it does
        // this.
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.mask();
        }
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
            return loader instanceof FreshLoader fresh && redefined == null
                    ? fresh.rewrite(name, classFile, level)
                    : ClassRewriter.rewrite(classFile, level, redefined != null, loader);
        } catch (RuntimeException | LinkageError e) {
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

    /**
     * Rewriting a class has made the JVM load another one: rewriting that now could go in circles.
     */
    private byte @Nullable [] tooEarly(
            String name, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (policy.of(name, loader, domain) == Level.PREEMPT) {
            warn("Class " + name.replace('/', '.') + " was loaded too early to be controlled.");
        }
        return null;
    }
}
