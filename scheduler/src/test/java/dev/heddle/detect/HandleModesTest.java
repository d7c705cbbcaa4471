package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Variable handles, in all of their modes, to fields, static fields and elements: what is a data
 * access, what orders others, and what is neither.
 */
@SuppressWarnings("unused")
class HandleModesTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** What two threads share. */
    private static final class Shared {
        static int numberOfAll;
        static volatile int flagOfAll;
        static String nameOfAll = "";

        int number;
        volatile int flag;
        int[] numbers = new int[2];

        /** What is handed over by the others. */
        int data;
    }

    private static final VarHandle NUMBER;
    private static final VarHandle FLAG;
    private static final VarHandle NUMBER_OF_ALL;
    private static final VarHandle FLAG_OF_ALL;
    private static final VarHandle NAME_OF_ALL;
    private static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final AtomicIntegerFieldUpdater<Shared> UPDATER =
            AtomicIntegerFieldUpdater.newUpdater(Shared.class, "flag");

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NUMBER = lookup.findVarHandle(Shared.class, "number", int.class);
            FLAG = lookup.findVarHandle(Shared.class, "flag", int.class);
            NUMBER_OF_ALL = lookup.findStaticVarHandle(Shared.class, "numberOfAll", int.class);
            FLAG_OF_ALL = lookup.findStaticVarHandle(Shared.class, "flagOfAll", int.class);
            NAME_OF_ALL = lookup.findStaticVarHandle(Shared.class, "nameOfAll", String.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static Report explore(Consumer<Shared> one, Consumer<Shared> other) {
        Body body =
                () -> {
                    Shared shared = new Shared();
                    Shared.numberOfAll = 0;
                    Shared.flagOfAll = 0;
                    Shared.nameOfAll = "";
                    Thread first = Thread.ofPlatform().start(() -> one.accept(shared));
                    Thread second = Thread.ofPlatform().start(() -> other.accept(shared));
                    first.join();
                    second.join();
                };
        Report report = Heddle.explorer().schedules(20).explore(body);
        report.check();
        return report;
    }

    // --- plain accesses are data ----------------------------------------------------------------

    /** A plain access by a handle, and what it conflicts with. */
    enum Plain {
        SET(shared -> NUMBER.set(shared, 1), shared -> shared.number = 2),
        GET(shared -> use((int) NUMBER.get(shared)), shared -> shared.number = 2),
        SWAP(shared -> swap(NUMBER, shared), shared -> use(shared.number)),
        BOTH(shared -> NUMBER.set(shared, 1), shared -> use((int) NUMBER.get(shared))),
        STATIC_SET(shared -> NUMBER_OF_ALL.set(1), shared -> Shared.numberOfAll = 2),
        STATIC_GET(shared -> use((int) NUMBER_OF_ALL.get()), shared -> Shared.numberOfAll = 2),
        STATIC_SWAP(
                shared -> use(NUMBER_OF_ALL.weakCompareAndSetPlain(0, 1) ? 1 : 0),
                shared -> use(Shared.numberOfAll)),
        STATIC_BOTH(shared -> NUMBER_OF_ALL.set(1), shared -> use((int) NUMBER_OF_ALL.get())),
        STATIC_REFERENCE(
                shared -> NAME_OF_ALL.set("one"),
                shared -> use(((String) NAME_OF_ALL.get()).length())),
        STATIC_REFERENCE_BESIDE(
                shared -> NAME_OF_ALL.set("one"), shared -> Shared.nameOfAll = "other"),
        ELEMENT_SET(shared -> NUMBERS.set(shared.numbers, 1, 1), shared -> shared.numbers[1] = 2),
        ELEMENT_GET(
                shared -> use((int) NUMBERS.get(shared.numbers, 1)),
                shared -> shared.numbers[1] = 2),
        ELEMENT_BOTH(
                shared -> NUMBERS.set(shared.numbers, 1, 1),
                shared -> use((int) NUMBERS.get(shared.numbers, 1)));

        private final Consumer<Shared> one;
        private final Consumer<Shared> other;

        Plain(Consumer<Shared> one, Consumer<Shared> other) {
            this.one = one;
            this.other = other;
        }
    }

    private static void use(int number) {}

    private static void swap(VarHandle handle, Shared shared) {
        use(handle.weakCompareAndSetPlain(shared, 0, 1) ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource
    void aPlainAccessIsARace(Plain plain) {
        assertThat(explore(plain.one, plain.other).races()).isNotEmpty();
        assertThat(explore(plain.other, plain.one).races()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPlainAccessUnderALockIsNone(Plain plain) {
        Object lock = new Object();
        assertThat(explore(locked(lock, plain.one), locked(lock, plain.other)).races()).isEmpty();
    }

    private static Consumer<Shared> locked(Object lock, Consumer<Shared> access) {
        return shared -> {
            synchronized (lock) {
                access.accept(shared);
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void anotherPlaceIsNone(Plain plain) {
        assertThat(explore(plain.one, shared -> shared.data = 1).races()).isEmpty();
        assertThat(explore(plain.one, shared -> Shared.flagOfAll = 1).races()).isEmpty();
    }

    // --- other modes are none, and hand over what was done before ------------------------------

    /** A way to write a mark, and one to read it. */
    enum Way {
        FIELD_VOLATILE(
                shared -> NUMBER.setVolatile(shared, 1),
                shared -> (int) NUMBER.getVolatile(shared),
                true),
        FIELD_RELEASE(
                shared -> NUMBER.setRelease(shared, 1),
                shared -> (int) NUMBER.getAcquire(shared),
                true),
        FIELD_OPAQUE(
                shared -> NUMBER.setOpaque(shared, 1),
                shared -> (int) NUMBER.getOpaque(shared),
                false),
        FIELD_SWAPPED(
                shared -> use(NUMBER.compareAndSet(shared, 0, 1) ? 1 : 0),
                shared -> (int) NUMBER.getAndAdd(shared, 0),
                true),
        FIELD_EXCHANGED(
                shared -> use((int) NUMBER.compareAndExchangeRelease(shared, 0, 1)),
                shared -> (int) NUMBER.getAndBitwiseOrAcquire(shared, 0),
                true),
        FIELD_EXCHANGED_TO_ACQUIRE(
                shared -> use((int) NUMBER.getAndSetAcquire(shared, 1)),
                shared -> (int) NUMBER.getAcquire(shared),
                false),
        FIELD_EXCHANGED_TO_RELEASE(
                shared -> NUMBER.setRelease(shared, 1),
                shared -> (int) NUMBER.getAndAddRelease(shared, 0),
                false),
        FIELD_SWAPPED_TO_ACQUIRE(
                shared -> use(NUMBER.weakCompareAndSetAcquire(shared, 0, 1) ? 1 : 0),
                shared -> (int) NUMBER.getVolatile(shared),
                false),
        FIELD_SWAPPED_TO_RELEASE(
                shared -> use(NUMBER.weakCompareAndSetRelease(shared, 0, 1) ? 1 : 0),
                shared -> (int) NUMBER.getVolatile(shared),
                true),
        STATIC_EXCHANGED_TO_ACQUIRE(
                shared -> use((int) NUMBER_OF_ALL.getAndSetAcquire(1)),
                shared -> (int) NUMBER_OF_ALL.getAcquire(),
                false),
        FIELD_BY_ITS_NAME_THEN_VOLATILE(
                shared -> shared.flag = 1, shared -> (int) FLAG.getVolatile(shared), true),
        FIELD_BY_ITS_NAME_THEN_ACQUIRE(
                shared -> shared.flag = 1, shared -> (int) FLAG.getAcquire(shared), true),
        FIELD_BY_ITS_NAME_THEN_SWAPPED(
                shared -> shared.flag = 1,
                shared -> FLAG.compareAndSet(shared, 1, 2) ? 1 : 0,
                true),
        FIELD_BY_A_HANDLE_THEN_ITS_NAME(
                shared -> FLAG.setRelease(shared, 1), shared -> shared.flag, true),
        FIELD_BY_ITS_NAME_THEN_BY_AN_UPDATER(
                shared -> shared.flag = 1, shared -> UPDATER.get(shared), true),
        FIELD_BY_AN_UPDATER_THEN_ITS_NAME(
                shared -> UPDATER.set(shared, 1), shared -> shared.flag, true),
        STATIC_VOLATILE(
                shared -> NUMBER_OF_ALL.setVolatile(1),
                shared -> (int) NUMBER_OF_ALL.getVolatile(),
                true),
        STATIC_RELEASE(
                shared -> NUMBER_OF_ALL.setRelease(1),
                shared -> (int) NUMBER_OF_ALL.getAcquire(),
                true),
        STATIC_OPAQUE(
                shared -> NUMBER_OF_ALL.setOpaque(1),
                shared -> (int) NUMBER_OF_ALL.getOpaque(),
                false),
        STATIC_SWAPPED(
                shared -> use(NUMBER_OF_ALL.compareAndSet(0, 1) ? 1 : 0),
                shared -> (int) NUMBER_OF_ALL.getAndAdd(0),
                true),
        STATIC_REFERENCE(
                shared -> NAME_OF_ALL.setRelease("one"),
                shared -> ((String) NAME_OF_ALL.getAcquire()).length(),
                true),
        STATIC_REFERENCE_OPAQUE(
                shared -> NAME_OF_ALL.setOpaque("one"),
                shared -> ((String) NAME_OF_ALL.getOpaque()).length(),
                false),
        STATIC_BY_ITS_NAME_THEN_ACQUIRE(
                shared -> Shared.flagOfAll = 1, shared -> (int) FLAG_OF_ALL.getAcquire(), true),
        STATIC_BY_A_HANDLE_THEN_ITS_NAME(
                shared -> FLAG_OF_ALL.setVolatile(1), shared -> Shared.flagOfAll, true),
        ELEMENT_VOLATILE(
                shared -> NUMBERS.setVolatile(shared.numbers, 1, 1),
                shared -> (int) NUMBERS.getVolatile(shared.numbers, 1),
                true),
        ELEMENT_RELEASE(
                shared -> NUMBERS.setRelease(shared.numbers, 1, 1),
                shared -> (int) NUMBERS.getAcquire(shared.numbers, 1),
                true),
        ELEMENT_OPAQUE(
                shared -> NUMBERS.setOpaque(shared.numbers, 1, 1),
                shared -> (int) NUMBERS.getOpaque(shared.numbers, 1),
                false),
        BOUND_TO_ITS_OBJECT(
                shared -> bound(shared).setRelease(1),
                shared -> (int) bound(shared).getAcquire(),
                true);

        private final Consumer<Shared> mark;
        private final ToIntFunction<Shared> read;

        /** Whether who reads the mark comes after who has written it. */
        private final boolean orders;

        Way(Consumer<Shared> mark, ToIntFunction<Shared> read, boolean orders) {
            this.mark = mark;
            this.read = read;
            this.orders = orders;
        }
    }

    private static VarHandle bound(Shared shared) {
        return MethodHandles.insertCoordinates(NUMBER, 0, shared);
    }

    @ParameterizedTest
    @EnumSource
    void noOtherModeIsARaceItself(Way way) {
        Consumer<Shared> reads = shared -> use(way.read.applyAsInt(shared));
        assertThat(explore(way.mark, reads).races()).isEmpty();
        assertThat(explore(way.mark, way.mark).races()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasDoneBeforeIsHandedOver(Way way) {
        Consumer<Shared> writes =
                shared -> {
                    shared.data = 1;
                    way.mark.accept(shared);
                };
        Consumer<Shared> reads =
                shared -> {
                    if (way.read.applyAsInt(shared) != 0) {
                        shared.data++;
                    }
                };
        assertThat(explore(writes, reads).races().isEmpty()).isEqualTo(way.orders);
    }

    /** Else what orders would hide what is not ordered. */
    @ParameterizedTest
    @EnumSource
    void whatIsDoneAfterwardsIsNot(Way way) {
        Consumer<Shared> writes =
                shared -> {
                    way.mark.accept(shared);
                    shared.data = 1;
                };
        Consumer<Shared> reads =
                shared -> {
                    use(way.read.applyAsInt(shared));
                    shared.data++;
                };
        assertThat(explore(writes, reads).races()).isNotEmpty();
    }
}
