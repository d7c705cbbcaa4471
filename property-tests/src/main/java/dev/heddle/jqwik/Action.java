package dev.heddle.jqwik;

/**
 * Something that a thread of a {@link Program} does with what the threads share. Reports show it as
 * its {@code toString}: a record says what it is.
 *
 * @param <S> the type of what is shared
 */
@FunctionalInterface
public interface Action<S> {

    /** Does it. What it throws fails the program. */
    void run(S state) throws Exception;
}
