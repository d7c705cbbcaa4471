package dev.heddle.docs.tutorial;

import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Lock;

import java.time.Duration;

/** A lock over a wait. */
final class SharedResource {

    private SharedResource() {}

    private static int sharedResource;

    static void modifySharedResource(Lock lock) {
        try (Lock.Held _ = lock.hold()) {
            System.out.println("Resource before modification: " + sharedResource);
            sharedResource++;
            Async.sleep(Duration.ofSeconds(1));
            System.out.println("Resource after modification: " + sharedResource);
        }
    }

    static void main() throws Exception {
        sharedResource = 0;
        Lock lock = new Lock();
        Action modify = () -> modifySharedResource(lock);
        Async.run(() -> Async.gather(modify, modify, modify, modify, modify).await());
    }
}
