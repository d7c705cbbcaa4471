package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A failure is replayed from its token alone, whatever its strategy had learnt before it. */
class SearchTokenTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int value;
        private int besides;
        private final Object lock = new Object();

        private void work() {
            for (int i = 0; i < 300; i++) {
                synchronized (lock) {
                    besides++;
                }
            }
            value++;
        }
    }

    /** Long enough that its choices are too many for a token. */
    private static int longRun() {
        Shared shared = new Shared();
        Thread one = new Thread(shared::work);
        Thread other = new Thread(shared::work);
        one.start();
        other.start();
        try {
            one.join();
            other.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this program.", e);
        }
        return shared.value;
    }

    /** A run: its choices, and its digest. */
    private record Seen(Tape tape, long digest) {}

    private static List<Seen> run(Strategy strategy, long seed, int runs, Consumer<Strategy> each) {
        Recorder recorder = new Recorder(strategy, true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, World.DEFAULT);
        Behaviours behaviours = new Behaviours();
        return Session.call(
                loop,
                session -> {
                    List<Seen> all = new ArrayList<>();
                    for (int i = 0; i < runs; i++) {
                        recorder.seed(seed + i);
                        session.run(() -> longRun());
                        recorder.ended(loop.behaviour(), behaviours.add(loop.behaviour()));
                        all.add(new Seen(recorder.tape().copy(), loop.digest()));
                        each.accept(strategy);
                    }
                    return all;
                });
    }

    /** The name of each run, and its seed, make it again in a strategy that knows nothing else. */
    @ParameterizedTest
    @MethodSource("dev.heddle.schedule.StrategyNames#all")
    void theNameOfARunMakesItAgain(String name) {
        List<String> names = new ArrayList<>();
        List<Seen> runs = run(Strategies.named(name), 100, 40, made -> names.add(made.nameOfRun()));
        for (int i = 0; i < runs.size(); i += i < 5 ? 1 : 3) {
            Strategy fresh = Strategies.named(names.get(i));
            assertThat(run(fresh, 100 + i, 1, made -> {})).containsExactly(runs.get(i));
            assertThat(fresh.nameOfRun()).isEqualTo(names.get(i));
        }
    }

    /** By the front door, where the choices are too many to be in the token. */
    @ParameterizedTest
    @ValueSource(strings = {"random", "pos", "surw", "portfolio"})
    void aTokenOfALongRunIsReplayed(String strategy) {
        Body fails =
                () -> {
                    if (longRun() < 2) {
                        throw new AssertionError("an update was lost");
                    }
                };
        for (int seed = 1; seed <= 5; seed++) {
            List<Long> digests = new ArrayList<>();
            Failure failure =
                    Heddle.explorer()
                            .strategy(strategy)
                            .seed(seed)
                            .shrink(0)
                            .onDigest(digests::add)
                            .explore(fails)
                            .failure()
                            .orElseThrow();
            assertThat(failure.token().length()).isLessThan(600);
            List<Long> replayed = new ArrayList<>();
            Heddle.explorer().onDigest(replayed::add).replay(failure.token(), fails);
            assertThat(replayed).containsExactly(digests.getLast());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.heddle.schedule.StrategyNames#all")
    void everyNameMakesItsStrategy(String name) {
        Strategy made = Strategies.named(name);
        assertThat(made.name()).isEqualTo(name);
        assertThat(Strategies.canMake(made)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "lucky       | There is no strategy 'lucky'. There are: portfolio, random, pct",
                "random:2    | The strategy 'random' takes no parameter, but there is one in",
                "pct:        | '' in the name of the strategy 'pct:' must be a number from 1 on",
                "pct:deep    | 'deep' in the name of the strategy 'pct:deep' must be a number",
                "pct:0       | '0' in the name of the strategy 'pct:0' must be a number from 1 on",
                "pct:101     | The depth of the strategy 'pct' must be from 1 to 100, but is 101.",
                "delay:-1    | '-1' in the name of the strategy 'delay:-1' must be a number from 0",
                "delay:1001  | The bound of the strategy 'delay' must be from 0 to 1,000, but is",
                "preemption:x| 'x' in the name of the strategy 'preemption:x' must be a number",
                "surw:3      | The strategy 'surw' takes no parameter",
                "delay:2@x   | 'x' is not a decision and an option of it",
            })
    void aWrongNameIsRefusedAtOnce(String name, String message) {
        assertThatThrownBy(() -> Heddle.explorer().strategy(name))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(message);
    }

    /** One and the same explorer begins anew each time, and learns nothing from before. */
    @Test
    void anExplorerIsUsedAgain() {
        Explorer explorer = Heddle.explorer().schedules(200);
        List<Long> digests = new ArrayList<>();
        explorer.onDigest(digests::add);
        explorer.explore(() -> longRun());
        List<Long> first = List.copyOf(digests);
        digests.clear();
        explorer.explore(() -> longRun());
        assertThat(digests).isEqualTo(first);
    }
}
