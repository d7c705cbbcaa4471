package dev.heddle.flaky;

/** Something that was given is wrong; the message is a sentence that says what to do. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
