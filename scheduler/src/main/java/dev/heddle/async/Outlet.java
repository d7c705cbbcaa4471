package dev.heddle.async;

/** What threads beside an event loop tell it. */
final class Outlet {

    private Outlet() {}

    /** Has the loop call something; false if it is closed. */
    static boolean post(EventLoop loop, Runnable callback) {
        try {
            loop.callSoonThreadsafe(callback);
            return true;
        } catch (IllegalStateException closed) {
            return false;
        }
    }
}
