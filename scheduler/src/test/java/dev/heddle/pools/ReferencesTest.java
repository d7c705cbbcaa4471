package dev.heddle.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** References to methods of shared classes are preempted before the call, as lambdas are. */
class ReferencesTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** Ways to read and write a number by references, each of which loses updates. */
    enum Kind {
        BOUND {
            @Override
            void increment(AtomicInteger number) {
                IntSupplier get = number::get;
                IntConsumer set = number::set;
                set.accept(get.getAsInt() + 1);
            }
        },
        UNBOUND {
            @Override
            void increment(AtomicInteger number) {
                ToIntFunction<AtomicInteger> get = AtomicInteger::get;
                ObjIntConsumer<AtomicInteger> set = AtomicInteger::set;
                set.accept(number, get.applyAsInt(number) + 1);
            }
        },
        BOXED {
            @Override
            void increment(AtomicInteger number) {
                Supplier<Integer> get = number::get;
                Function<AtomicInteger, Number> again = AtomicInteger::get;
                IntConsumer set = number::set;
                assertThat(again.apply(number)).isNotNull();
                set.accept(get.get() + 1);
            }
        };

        abstract void increment(AtomicInteger number);
    }

    private static void incrementTwice(Kind kind) throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        Thread other = new Thread(() -> kind.increment(number));
        other.start();
        kind.increment(number);
        other.join();
        if (number.get() != 2) {
            throw new AssertionError("an update was lost");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers(area = Area.MEMORY, value = "Method references such as count::incrementAndGet")
    void callsOfReferencesArePoints(Kind kind) {
        Body body = () -> incrementTwice(kind);
        Report report = Heddle.explorer().schedules(100).explore(body);
        assertThatThrownBy(report::check)
                .hasMessageContaining("an update was lost")
                .hasMessageContaining("calls AtomicInteger.get (0)  ReferencesTest.java");
        Heddle.explorer().schedules(100).explore(ReferencesTest::atomically).check();
    }

    private static void atomically() throws InterruptedException {
        AtomicInteger number = new AtomicInteger();
        Thread other = new Thread(number::incrementAndGet);
        other.start();
        number.incrementAndGet();
        other.join();
        assertThat(number.get()).isEqualTo(2);
    }

    private static final class Own extends ArrayList<Integer> {
        private static final long serialVersionUID = 1L;

        Runnable cleared() {
            return this::clear;
        }
    }

    /** They do what they did, in a run and outside. */
    @Test
    void referencesOfAllShapesWork() {
        Conformance.check(
                () -> {
                    List<Integer> list = new ArrayList<>();
                    List.of(1, 2).forEach(list::add);
                    ToIntFunction<Collection<?>> size = Collection::size;
                    assertThat(size.applyAsInt(list)).isEqualTo(2);
                    BiFunction<Map<String, Integer>, String, Integer> get = Map::get;
                    ConcurrentMap<String, Integer> map = new ConcurrentHashMap<>(Map.of("a", 1));
                    assertThat(get.apply(map, "a")).isEqualTo(1);
                    assertThat(map.entrySet().stream().map(Map.Entry::getValue).toList())
                            .containsExactly(1);
                    Function<Integer, CompletableFuture<Integer>> done =
                            CompletableFuture::completedFuture;
                    assertThat(done.apply(5).join()).isEqualTo(5);
                    Supplier<List<Integer>> made = ArrayList::new;
                    assertThat(made.get()).isEmpty();
                    Own own = new Own();
                    IntConsumer add = own::add;
                    add.accept(7);
                    assertThat(own).containsExactly(7);
                    own.cleared().run();
                    assertThat(own).isEmpty();
                    LongAdder adder = new LongAdder();
                    Runnable increment = adder::increment;
                    increment.run();
                    assertThat(adder.sum()).isEqualTo(1);
                    Supplier<?> nothing = () -> null;
                    assertThat(nothing.get()).isNull();
                });
    }

    @Test
    void whatIsBoundMustBeThere() {
        AtomicInteger none = null;
        assertThatThrownBy(() -> assertThat((Supplier<Integer>) none::get).isNotNull())
                .isInstanceOf(NullPointerException.class);
    }
}
