package dev.heddle.told;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/** What bodies that are loaded anew say to the test. It is in another package, and loaded once. */
public final class Told {

    public static final List<WeakReference<ClassLoader>> LOADERS = new ArrayList<>();
    public static ClassLoader context;
    public static ClassLoader own;
    public static ClassLoader ofThread;

    private Told() {}

    /** Knows the class of its parameter as it was loaded first. */
    public static void take(dev.heddle.isolation.Passed passed) {
        own = passed.getClass().getClassLoader();
    }

    /** Keeps nothing of a run. */
    public static void forget() {
        LOADERS.clear();
        context = null;
        own = null;
        ofThread = null;
    }
}
