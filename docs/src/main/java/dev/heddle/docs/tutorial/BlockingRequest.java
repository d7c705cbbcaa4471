package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** A request blocks until the response is there; one that is sent asynchronously is awaited. */
final class BlockingRequest {

    private BlockingRequest() {}

    static String get(HttpClient client, URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        String text = client.send(request, BodyHandlers.ofString()).body(); // Blocking call
        System.out.println(text); // Runs only after request completes
        return text;
    }

    /** In a thread. */
    static String inAThread(HttpClient client, URI address) throws Exception {
        return Async.run(() -> Async.toThread(() -> get(client, address)));
    }

    /** By a client whose answers are futures: without a thread that waits. */
    static String awaited(HttpClient client, URI address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        return Async.run(
                () -> {
                    HttpResponse<String> response =
                            Async.wrap(client.sendAsync(request, BodyHandlers.ofString())).await();
                    System.out.println(response.body());
                    return response.body();
                });
    }
}
