package dev.heddle.control;

import dev.heddle.control.FreshLoaders.Source;
import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Loads for one schedule what {@link FreshLoaders} says, and takes everything else from its parent.
 * It has no name, since that would stand in every line of a stack trace.
 */
final class FreshLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final FreshLoaders loaders;

    /** One for each place classes come from, guarded by itself. */
    private final Map<Optional<CodeSource>, ProtectionDomain> domains = new HashMap<>();

    FreshLoader(ClassLoader parent, FreshLoaders loaders) {
        super(parent);
        this.loaders = loaders;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        // A fiber may be the one that needs the class, and it needs it once in a schedule: nothing
        // of this may be a scheduling point, or wait for the loop's monitors.
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.mask();
        }
        try {
            Source source = loaders.source(name);
            if (source == null) {
                return super.loadClass(name, resolve);
            }
            return fiber != null && fiber.loop().driver().hasMoved()
                    ? Definer.call(() -> define(name, source))
                    : define(name, source);
        } finally {
            if (fiber != null) {
                fiber.unmask();
            }
        }
    }

    private Class<?> define(String name, Source source) {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] classFile = source.classFile();
            return defineClass(name, classFile, 0, classFile.length, domain(source.codeSource()));
        }
    }

    private ProtectionDomain domain(@Nullable CodeSource codeSource) {
        synchronized (domains) {
            return domains.computeIfAbsent(
                    Optional.ofNullable(codeSource),
                    key -> new ProtectionDomain(codeSource, null, this, null));
        }
    }

    /** Rewrites a class that this loader is defining, or takes what it was rewritten to before. */
    byte @Nullable [] rewrite(String internalName, byte[] classFile, Level level) {
        try {
            Source source = loaders.source(internalName.replace('/', '.'));
            if (source != null) {
                return source.rewrite(classFile, level, this);
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("It is being defined.", e);
        }
        // The program has defined a class in this loader itself.
        return ClassRewriter.rewrite(classFile, level, false, this);
    }
}
