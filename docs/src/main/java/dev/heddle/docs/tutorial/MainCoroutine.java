package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

/** The least that can be run. */
final class MainCoroutine {

    private MainCoroutine() {}

    static void main() throws Exception {
        Async.run(() -> System.out.println("Start of main coroutine"));
    }
}
