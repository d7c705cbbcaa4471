package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.junit.Interleaved;

/** A coroutine in a test. */
class SayHelloTest {

    @Interleaved
    void sayHello() throws Exception {
        Async.run(SayHello::sayHello);
    }
}
