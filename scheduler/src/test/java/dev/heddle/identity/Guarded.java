package dev.heddle.identity;

/** Has synchronized methods, so it must be loaded after Heddle has attached. */
final class Guarded {

    synchronized boolean holdsItself() {
        return Thread.holdsLock(this);
    }

    static synchronized boolean holdsItsClass() {
        return Thread.holdsLock(Guarded.class);
    }

    synchronized void fail() {
        throw new IllegalStateException("inside");
    }
}
