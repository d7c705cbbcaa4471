package dev.heddle.jqwik;

import dev.heddle.api.API;

/**
 * Something that a thread of a {@link Program} does with what the threads share. Reports show it as
 * its {@code toString}: a record says what it is.
 *
 * {@snippet :
 *     record Deposit(int amount) implements Action<Account> {
 *         @Override
 *         public void run(Account account) {
 *             account.deposit(amount);
 *         }
 *     }
 * }
 *
 * @param <S> the type of what is shared
 */
@FunctionalInterface
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public interface Action<S> {

    /** Does it. What it throws fails the program. */
    void run(S state) throws Exception;
}
