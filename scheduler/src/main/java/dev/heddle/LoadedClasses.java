package dev.heddle;

import dev.heddle.control.Control;

import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many classes the JVM has loaded so far: a run in which it was more is not like the others.
 */
final class LoadedClasses {

    /** Its own class, so that it is not needed where the module is not there. */
    private static final class Bean {
        static final ClassLoadingMXBean BEAN = ManagementFactory.getClassLoadingMXBean();
    }

    private static boolean hasNoBean;

    private LoadedClasses() {}

    static long count() {
        if (!hasNoBean) {
            try {
                return Bean.BEAN.getTotalLoadedClassCount();
            } catch (NoClassDefFoundError | ExceptionInInitializerError e) {
                hasNoBean = true; // A JVM without the module java.management.
            }
        }
        return Control.loadedClasses();
    }
}
