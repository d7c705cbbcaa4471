package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.SplittableRandom;

/** Histories in the notation of Jepsen and Knossos. */
class JepsenHistoryTest {

    @Test
    void aCasRegister() {
        String text =
                """
                ; a history as Jepsen writes it
                #jepsen.history.Op{:index 0, :time 3291, :type :invoke, :process 0, :f :write, :value 1}
                {:type :info, :process :nemesis, :f :start, :value nil}
                #jepsen.history.Op{:index 1, :time 4000, :type :ok, :process 0, :f :write, :value 1}
                {:process 1 :type :invoke :f :cas :value [1 2]} #_ {:left out}
                {:process 2 :type :invoke :f :read :value nil}
                {:process 1 :type :ok :f :cas :value [1 2]}
                {:process 2 :type :ok :f :read :value 2}
                {:process 0 :type :invoke :f :cas :value [9 3]}
                {:process 0 :type :fail :f :cas :value [9 3]}
                {:process 0 :type :invoke :f :write :value 5}
                {:process 0 :type :info :f :write :value 5, :error "timed \\"out\\""}
                {:process 2 :type :invoke :f :read}
                {:process 2 :type :ok :f :read :value %d}
                """;
        History history = JepsenHistory.reader().read(text.formatted(5));
        assertEquals(5, history.size());
        assertEquals("cas(1, 2) -> true", history.operations().get(1).toString());
        assertEquals("write(5) did not return", history.operations().get(3).toString());
        Checker.of(Models.casRegister(null)).check(history).check();
        Checker.of(Models.casRegister(null))
                .check(JepsenHistory.reader().read(text.formatted(2)))
                .check();
        assertFalse(
                Checker.of(Models.casRegister(null))
                        .check(JepsenHistory.reader().read(text.formatted(3)))
                        .holds());
    }

    @Test
    void queuesSetsAndCounters() {
        Checker.of(Models.queue())
                .check(
                        JepsenHistory.reader()
                                .read(
                                        """
                                        [{:process 0 :type :invoke :f :enqueue :value :a}
                                         {:process 0 :type :ok :f :enqueue :value :a}
                                         {:process 0 :type :invoke :f :dequeue :value nil}
                                         {:process 0 :type :ok :f :dequeue :value :a}]
                                        """))
                .check();
        Checker.of(Models.set())
                .check(
                        JepsenHistory.reader()
                                .read(
                                        """
                                        {:process 0 :type :invoke :f :add :value 2}
                                        {:process 0 :type :ok :f :add :value 2}
                                        {:process 0 :type :invoke :f :add :value 1}
                                        {:process 0 :type :ok :f :add :value 1}
                                        {:process 1 :type :invoke :f :read :value nil}
                                        {:process 1 :type :ok :f :read :value (1 2)}
                                        {:process 1 :type :invoke :f :read :value nil}
                                        {:process 1 :type :ok :f :read :value #{2 1}}
                                        """))
                .check();
        String counter =
                """
                {:process 0 :type :invoke :f :add :value 2}
                {:process 1 :type :invoke :f :read :value nil}
                {:process 1 :type :ok :f :read :value %d}
                {:process 0 :type :ok :f :add :value 2}
                """;
        Checker.of(Models.counter())
                .check(JepsenHistory.reader().read(counter.formatted(2)))
                .check();
        assertTrue(
                Checker.of(Models.counter())
                        .check(JepsenHistory.reader().read(counter.formatted(1)))
                        .isViolated());
    }

    @Test
    void severalRegisters() {
        String text =
                """
                {:process 0 :type :invoke :f :txn :value [[:w :x 1] [:r :y nil]]}
                {:process 0 :type :ok :f :txn :value [[:w :x 1] [:r :y nil]]}
                {:process 1 :type :invoke :f :txn :value [[:r :x nil]]}
                {:process 1 :type :ok :f :txn :value [[:r :x %s]]}
                """;
        Checker.of(Models.multiRegister())
                .check(JepsenHistory.reader().read(text.formatted("1")))
                .check();
        assertTrue(
                Checker.of(Models.multiRegister())
                        .check(JepsenHistory.reader().read(text.formatted("nil")))
                        .isViolated());
    }

    @Test
    void independentKeysAndOtherNames() {
        History history =
                JepsenHistory.reader()
                        .independent()
                        .named("store", "write")
                        .read(
                                """
                                {:process 0 :type :invoke :f :store :value [7 1]}
                                {:process 0 :type :ok :f :store :value [7 1]}
                                {:process 0 :type :invoke :f :read :value [7 nil]}
                                {:process 0 :type :ok :f :read :value [7 1]}
                                {:process 0 :type :invoke :f :cas :value [7 [1 2]]}
                                {:process 0 :type :ok :f :cas :value [7 [1 2]]}
                                """);
        assertEquals("cas(7, 1, 2) -> true", history.operations().get(2).toString());
        Checker.of(Models.map()).check(history).check();
        History swapped =
                JepsenHistory.reader()
                        .operation(
                                "swap",
                                (invoked, returned) ->
                                        new JepsenHistory.Call(
                                                "put",
                                                java.util.Arrays.asList("k", invoked),
                                                returned))
                        .read(
                                """
                                {:process 0 :type :invoke :f :swap :value 1}
                                {:process 0 :type :ok :f :swap :value nil}
                                {:process 0 :type :invoke :f :swap :value 2}
                                {:process 0 :type :ok :f :swap :value 1}
                                """);
        Checker.of(Models.map()).check(swapped).check();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1 2            | line 1, column 5, the '[' of line 1 is never closed by ']'",
                "{:a}            | has a key without a value",
                "\"abc           | has no end",
                "]               | nothing has opened",
                "12x             | '12x' is not a number",
                "#               | ends after '#'",
                "[#_]            | ']' that nothing has opened",
                "\"\\q\"         | '\\q' means nothing in a string",
                "17              | entry 1, line 1, there is 17",
                "{:a 1 :b 2 :a 3} | the map that begins in line 1 has the key :a twice",
                "{:type :ok}     | there is no :process",
                "{:process 1}    | there is no :type",
                "{:process 1 :type :ok :f :read}    | process 1 ends :read, which it has not begun",
                "{:process 1.5 :type :ok :f :read}  | the :process is 1.5, but must be a whole"
                        + " number",
                "{:process 99999999999999999999}    | :process is 99999999999999999999, but must",
                "{:process 1 :type :maybe :f :read} | the :type is :maybe",
            })
    void errorsSayWhere(String text, String expected) {
        String message =
                assertThrows(EdnException.class, () -> JepsenHistory.reader().read(text))
                        .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void anyTextIsReadOrRefused() {
        SplittableRandom random = new SplittableRandom(3);
        String letters = "[](){}\"\\#:; 1a_^,N/.-\nu0";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(20); j >= 0; j--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                JepsenHistory.reader().read(text.toString());
            } catch (EdnException refused) {
                assertTrue(refused.getMessage().endsWith("."), refused::getMessage);
            }
        }
        for (String deep : List.of("[", "{:type ", "^", "#a ", "#_")) {
            EdnException refused =
                    assertThrows(
                            EdnException.class,
                            () -> JepsenHistory.reader().read(deep.repeat(100_000)),
                            deep);
            assertTrue(refused.getMessage().contains("nested more than"), refused::getMessage);
        }
        assertEquals(0, JepsenHistory.reader().read("#_ 1 ".repeat(100_000)).size());
        assertEquals(0, JepsenHistory.reader().read("#_ #_ 1 2").size());
    }
}
