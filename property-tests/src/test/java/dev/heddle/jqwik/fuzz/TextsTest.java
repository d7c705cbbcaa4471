package dev.heddle.jqwik.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.Schedule;
import dev.heddle.constraints.Constraints;
import dev.heddle.kernel.HeddleException;
import dev.heddle.schedule.Token;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Texts that are read, and were changed: each is read as what it says, or refused as it is
 * documented; and no token is taken for another run.
 */
class TextsTest {

    /** Fails whenever an update is lost. */
    private static final class Counter {
        int value;

        void add() {
            value++;
        }
    }

    private static final Body BODY =
            () -> {
                Counter counter = new Counter();
                Thread one = new Thread(counter::add);
                Thread other = new Thread(counter::add);
                one.start();
                other.start();
                one.join();
                other.join();
                if (counter.value != 2) {
                    throw new IllegalStateException("lost");
                }
            };

    private static List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        for (String strategy : List.of("random", "pos", "pct:3", "portfolio")) {
            failures.add(
                    Heddle.explorer()
                            .strategy(strategy)
                            .shrink(strategy.equals("portfolio") ? 300 : 0)
                            .explore(BODY)
                            .failure()
                            .orElseThrow());
        }
        return failures;
    }

    @Test
    void tokens() throws Exception {
        List<String> tokens = new ArrayList<>();
        failures().forEach(failure -> tokens.add(failure.token()));
        tokens.add(new Token(5, 0, null, "pct:3:20", -7, true).text());
        Fuzz.each(
                2_000,
                (random, number) -> {
                    String text = Fuzz.mutated(tokens, random);
                    Token read = read(text, Token::parse).orElse(null);
                    if (read == null) {
                        return;
                    }
                    assertThat(Token.parse(read.text())).isEqualTo(read);
                    Report replayed = read(text, token -> Heddle.replay(token, BODY)).orElse(null);
                    if (replayed != null) {
                        // What was not refused is the run that has this digest.
                        List<Long> digests = new ArrayList<>();
                        Heddle.explorer().onDigest(digests::add).replay(text, BODY);
                        assertThat(digests).contains(read.digest());
                    }
                });
    }

    @Test
    void schedules() throws Exception {
        List<String> texts =
                List.of(
                        "plan:",
                        "plan:s1p1=2,s2p7=1,n0p3.2=1",
                        "plan:c-p0=77,w3p12=1",
                        "drawn:-5:pct:3:20",
                        "drawn:8:delay:2@3.1,9.0",
                        "drawn:8:surw:@1f,3.2,4.1",
                        "drawn:8:halt:@1.2,2.3:0,1",
                        failures().getFirst().token());
        Fuzz.each(
                5_000,
                (random, number) -> {
                    String text = Fuzz.mutated(texts, random);
                    read(text, Schedule::of)
                            .ifPresent(
                                    schedule ->
                                            assertThat(Schedule.of(schedule.text()))
                                                    .isEqualTo(schedule)
                                                    .hasToString(schedule.toString()));
                });
    }

    /** A schedule that can be read can be run, whatever it says of threads there are not. */
    @Test
    void schedulesOfOtherPrograms() throws Exception {
        Fuzz.each(
                150,
                (random, number) -> {
                    StringBuilder text = new StringBuilder("plan:");
                    for (int i = 0; i < 6; i++) {
                        text.append(i == 0 ? "" : ",")
                                .append("sfgnwctrek".charAt(random.nextInt(10)))
                                .append(random.nextInt(4))
                                .append('p')
                                .append(random.nextInt(20))
                                .append('.')
                                .append(i) // No place is named twice.
                                .append('=')
                                .append(random.nextInt(4));
                    }
                    Schedule schedule = Schedule.of(text.toString());
                    List<Integer> seen = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        Counter counter = new Counter();
                        schedule.run(
                                () -> {
                                    Thread other = new Thread(counter::add);
                                    other.start();
                                    counter.add();
                                    other.join();
                                });
                        seen.add(counter.value);
                    }
                    assertThat(seen.get(1)).isEqualTo(seen.get(0)).isBetween(1, 2);
                });
    }

    @Test
    void constraints() throws Exception {
        List<String> texts = new ArrayList<>();
        failures()
                .forEach(
                        failure ->
                                failure.constraints().ifPresent(one -> texts.add(one.toString())));
        assertThat(texts).isNotEmpty();
        Fuzz.each(
                2_000,
                (random, number) ->
                        read(Fuzz.mutated(texts, random), Constraints::parse)
                                .ifPresent(
                                        one ->
                                                assertThat(Constraints.parse(one.toString()))
                                                        .isEqualTo(one)));
    }

    /** Whatever stands in a message or a name, JSON is well-formed. */
    @Test
    void json() throws Exception {
        List<String> texts = List.of("a \"b\" \\ \t \u0001 \ud800 \u2028 </script>", "", "[]{},:");
        Fuzz.each(
                40,
                (random, number) -> {
                    String text = Fuzz.mutated(texts, random);
                    Report report =
                            Heddle.explorer()
                                    .schedules(1)
                                    .shrink(0)
                                    .explore(
                                            () -> {
                                                Heddle.mark(text);
                                                Thread.currentThread().setName(text);
                                                throw new IllegalStateException(text);
                                            });
                    assertThat(WellFormed.isJson(report.toJson())).as(report.toJson()).isTrue();
                });
    }

    /** What a text is read as; empty if it is refused in the way that is documented. */
    private static <T> Optional<T> read(String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (HeddleException e) {
            assertThat(e.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }
}
