package dev.heddle.command;

/** The command line can not be understood, or names what is not there. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
