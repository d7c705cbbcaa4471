package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;
import dev.heddle.async.Event;

import java.time.Duration;

/** One waits for what the other lets happen. */
final class SetEvent {

    private SetEvent() {}

    static void waiter(Event event) {
        System.out.println("Waiting for the event to be set");
        event.await();
        System.out.println("event has been set, continuing execution");
    }

    static void setter(Event event) {
        Async.sleep(Duration.ofSeconds(2));
        event.set();
        System.out.println("event has been set!");
    }

    static void main() throws Exception {
        Event event = new Event();
        Async.run(() -> Async.gather(() -> waiter(event), () -> setter(event)).await());
    }
}
