package dev.heddle.conformance;

import dev.heddle.Heddle;

/** Runs a client and a server in a JVM with assertions. */
final class HttpMain {

    private HttpMain() {}

    public static void main(String[] arguments) {
        Heddle.explorer().schedules(5).explore(OutsidePrograms::http).check();
        System.out.println("passed");
    }
}
