package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reading a file blocks the thread, and so an event loop, until it is read. */
final class BlockingFile {

    private BlockingFile() {}

    static String read(Path file) throws IOException {
        String content = Files.readString(file); // Blocks until the file is fully read
        System.out.println("File read completed");
        return content;
    }

    /** Keeps the event loop waiting. */
    static String blocking(Path file) throws Exception {
        return Async.run(() -> read(file));
    }

    /** Does not. */
    static String inAThread(Path file) throws Exception {
        return Async.run(() -> Async.toThread(() -> read(file)));
    }
}
