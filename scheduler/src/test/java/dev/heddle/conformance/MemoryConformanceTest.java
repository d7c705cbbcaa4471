package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.concurrent.atomic.AtomicInteger;

/** Ways to get at memory other than by the instructions for fields and elements. */
class MemoryConformanceTest {

    private static final class Fields {
        int number;
        volatile int volatileNumber;
        volatile String name = "";
        static volatile int shared;
        final int[] elements = new int[1];
        final byte[] bytes = new byte[4];
        final ByteBuffer buffer = ByteBuffer.allocateDirect(4);
        final MemorySegment segment = MemorySegment.ofArray(new int[1]);
        final Date date = new Date(0);
        final Calendar calendar = new GregorianCalendar();

        Fields() {
            calendar.setTimeInMillis(0);
            System.setProperty(PROPERTY, "0");
        }

        long sum() {
            return (long) volatileNumber
                    + number
                    + elements[0]
                    + bytes[0]
                    + buffer.getInt(0)
                    + segment.get(ValueLayout.JAVA_INT, 0)
                    + date.getTime()
                    + calendar.getTimeInMillis()
                    + Integer.getInteger(PROPERTY);
        }
    }

    private static final String PROPERTY = "dev.heddle.conformance.memory";

    private static final VarHandle NUMBER;
    private static final VarHandle NAME;
    private static final VarHandle SHARED;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle BUFFER =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final Field REFLECTED;
    private static final MethodHandle GETTER;
    private static final MethodHandle SETTER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NUMBER = lookup.findVarHandle(Fields.class, "number", int.class);
            NAME = lookup.findVarHandle(Fields.class, "name", String.class);
            SHARED = lookup.findStaticVarHandle(Fields.class, "shared", int.class);
            REFLECTED = Fields.class.getDeclaredField("volatileNumber");
            GETTER = lookup.findGetter(Fields.class, "volatileNumber", int.class);
            SETTER = lookup.findSetter(Fields.class, "volatileNumber", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Test
    @Covers(area = Area.MEMORY, value = "VarHandle: all updates of a field")
    void updatesByHandleAreAtomic() {
        check(
                () -> {
                    Fields fields = new Fields();
                    Together.all(() -> updateAll(fields), () -> updateAll(fields));
                    assertThat((int) NUMBER.getVolatile(fields)).isEqualTo(2 * 9);
                });
    }

    private static void updateAll(Fields fields) {
        int before = (int) NUMBER.getAndAdd(fields, 1);
        assertThat(before).isNotNegative();
        before = (int) NUMBER.getAndAddAcquire(fields, 1);
        before += (int) NUMBER.getAndAddRelease(fields, 1);
        assertThat(before).isPositive();
        while (!NUMBER.compareAndSet(fields, before = (int) NUMBER.get(fields), before + 1)) {
            Thread.onSpinWait();
        }
        while (!NUMBER.weakCompareAndSet(
                fields, before = (int) NUMBER.getOpaque(fields), before + 1)) {
            Thread.onSpinWait();
        }
        while (!NUMBER.weakCompareAndSetPlain(
                fields, before = (int) NUMBER.getAcquire(fields), before + 1)) {
            Thread.onSpinWait();
        }
        while (!NUMBER.weakCompareAndSetAcquire(
                fields, before = (int) NUMBER.getVolatile(fields), before + 1)) {
            Thread.onSpinWait();
        }
        while (!NUMBER.weakCompareAndSetRelease(
                fields, before = (int) NUMBER.get(fields), before + 1)) {
            Thread.onSpinWait();
        }
        while ((int)
                        NUMBER.compareAndExchange(
                                fields, before = (int) NUMBER.get(fields), before + 1)
                != before) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Covers(area = Area.MEMORY, value = "VarHandle: references, bits, sets, exchanges, fences")
    void allOtherModes() {
        check(
                () -> {
                    Fields fields = new Fields();
                    NAME.setRelease(fields, "a");
                    assertThat((String) NAME.getAndSet(fields, "b")).isEqualTo("a");
                    assertThat((String) NAME.getAndSetAcquire(fields, "c")).isEqualTo("b");
                    assertThat((String) NAME.getAndSetRelease(fields, "d")).isEqualTo("c");
                    assertThat((String) NAME.compareAndExchangeAcquire(fields, "x", "y"))
                            .isEqualTo("d");
                    assertThat((String) NAME.compareAndExchangeRelease(fields, "x", "y"))
                            .isEqualTo("d");
                    NUMBER.set(fields, 1);
                    NUMBER.setOpaque(fields, 6);
                    NUMBER.setVolatile(fields, 4);
                    assertThat((int) NUMBER.getAndBitwiseOr(fields, 3)).isEqualTo(4);
                    assertThat((int) NUMBER.getAndBitwiseOrAcquire(fields, 8)).isEqualTo(7);
                    assertThat((int) NUMBER.getAndBitwiseOrRelease(fields, 0)).isEqualTo(15);
                    assertThat((int) NUMBER.getAndBitwiseAnd(fields, 14)).isEqualTo(15);
                    assertThat((int) NUMBER.getAndBitwiseAndAcquire(fields, 14)).isEqualTo(14);
                    assertThat((int) NUMBER.getAndBitwiseAndRelease(fields, 12)).isEqualTo(14);
                    assertThat((int) NUMBER.getAndBitwiseXor(fields, 1)).isEqualTo(12);
                    assertThat((int) NUMBER.getAndBitwiseXorAcquire(fields, 1)).isEqualTo(13);
                    assertThat((int) NUMBER.getAndBitwiseXorRelease(fields, 1)).isEqualTo(12);
                    assertThat((int) NUMBER.get(fields)).isEqualTo(13);
                    VarHandle.fullFence();
                    VarHandle.acquireFence();
                    VarHandle.releaseFence();
                    VarHandle.loadLoadFence();
                    VarHandle.storeStoreFence();
                });
    }

    @Test
    @Covers(area = Area.MEMORY, value = "VarHandle: static fields, elements, views of bytes")
    void otherShapes() {
        check(
                () -> {
                    SHARED.setVolatile(0);
                    int[] elements = new int[2];
                    byte[] bytes = new byte[8];
                    ByteBuffer buffer = ByteBuffer.allocateDirect(16);
                    Together.all(
                            () -> addToShapes(elements, bytes, buffer),
                            () -> addToShapes(elements, bytes, buffer));
                    assertThat((int) SHARED.getVolatile()).isEqualTo(2);
                    assertThat(elements[1]).isEqualTo(2);
                    assertThat((long) BUFFER.getVolatile(buffer, 8)).isEqualTo(2);
                    assertThat((int) BYTES.get(bytes, 4)).isIn(1, 2);
                });
    }

    private static void addToShapes(int[] elements, byte[] bytes, ByteBuffer buffer) {
        SHARED.getAndAdd(1);
        ELEMENT.getAndAdd(elements, 1, 1);
        long before = (long) BUFFER.getAndAdd(buffer, 8, 1L);
        assertThat(before).isBetween(0L, 1L);
        BYTES.set(bytes, 4, (int) BYTES.get(bytes, 4) + 1);
    }

    /**
     * Ways to read and write a number, by which two threads can lose an update. Nothing but the
     * call itself can be the point at which they do.
     */
    enum Way {
        FIELD {
            @Override
            void increment(Fields fields) {
                fields.volatileNumber = fields.volatileNumber + 1;
            }
        },
        VAR_HANDLE {
            private final VarHandle handle = NUMBER;

            @Override
            void increment(Fields fields) {
                handle.setVolatile(fields, (int) handle.getVolatile(fields) + 1);
            }
        },
        VIEW_OF_BYTES {
            private final VarHandle handle = BYTES;

            @Override
            void increment(Fields fields) {
                byte[] bytes = fields.bytes;
                handle.set(bytes, 0, (int) handle.get(bytes, 0) + 1);
            }
        },
        REFLECTION {
            private final Field field = REFLECTED;

            @Override
            void increment(Fields fields) throws Throwable {
                field.set(fields, (int) field.get(fields) + 1);
            }
        },
        REFLECTION_OF_AN_INT {
            private final Field field = REFLECTED;

            @Override
            void increment(Fields fields) throws Throwable {
                field.setInt(fields, field.getInt(fields) + 1);
            }
        },
        REFLECTION_OF_AN_ARRAY {
            @Override
            void increment(Fields fields) {
                int[] elements = fields.elements;
                Array.setInt(elements, 0, Array.getInt(elements, 0) + 1);
            }
        },
        METHOD_HANDLE {
            private final MethodHandle getter = GETTER;
            private final MethodHandle setter = SETTER;

            @Override
            void increment(Fields fields) throws Throwable {
                setter.invokeExact(fields, (int) getter.invokeExact(fields) + 1);
            }
        },
        UNSAFE {
            private final sun.misc.Unsafe unsafe = Raw.UNSAFE;
            private final long offset = Raw.OFFSET;

            @Override
            @SuppressWarnings("removal")
            void increment(Fields fields) {
                unsafe.putIntVolatile(fields, offset, unsafe.getIntVolatile(fields, offset) + 1);
            }
        },
        BUFFER {
            @Override
            void increment(Fields fields) {
                ByteBuffer buffer = fields.buffer;
                buffer.putInt(0, buffer.getInt(0) + 1);
            }
        },
        SEGMENT {
            @Override
            void increment(Fields fields) {
                MemorySegment segment = fields.segment;
                segment.set(ValueLayout.JAVA_INT, 0, segment.get(ValueLayout.JAVA_INT, 0) + 1);
            }
        },
        DATE {
            @Override
            void increment(Fields fields) {
                Date date = fields.date;
                date.setTime(date.getTime() + 1);
            }
        },
        CALENDAR {
            @Override
            void increment(Fields fields) {
                Calendar calendar = fields.calendar;
                calendar.setTimeInMillis(calendar.getTimeInMillis() + 1);
            }
        },
        PROPERTY_OF_THE_SYSTEM {
            @Override
            void increment(Fields fields) {
                System.setProperty(PROPERTY, "" + (Integer.getInteger(PROPERTY) + 1));
            }
        };

        abstract void increment(Fields fields) throws Throwable;
    }

    /** {@code sun.misc.Unsafe} as old libraries use it. */
    @SuppressWarnings({"removal", "deprecation"})
    private static final class Raw {
        static final sun.misc.Unsafe UNSAFE;
        static final long OFFSET;

        static {
            try {
                Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                UNSAFE = (sun.misc.Unsafe) field.get(null);
                OFFSET = UNSAFE.objectFieldOffset(Fields.class.getDeclaredField("volatileNumber"));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    private static void incrementTwice(Way way) throws Exception {
        Fields fields = new Fields();
        Together.all(() -> increment(way, fields), () -> increment(way, fields));
        if (fields.sum() != 2) {
            throw new AssertionError("an update was lost");
        }
    }

    private static void increment(Way way, Fields fields) {
        try {
            way.increment(fields);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers(
            area = Area.MEMORY,
            value = "Field.get and set, Array.get and set, MethodHandle of a field, Unsafe")
    @Covers(area = Area.MEMORY, value = "ByteBuffer and the like, MemorySegment")
    @Covers(area = Area.MEMORY, value = "Date, Calendar, System.getProperty and setProperty")
    void everyWayIsASchedulingPoint(Way way) {
        Report report = Heddle.explorer().schedules(200).explore(() -> incrementTwice(way));
        assertThatThrownBy(report::check).hasMessageContaining("an update was lost");
    }

    @ParameterizedTest
    @EnumSource
    void noUpdateIsLostUnderALock(Way way) {
        check(
                () -> {
                    Fields fields = new Fields();
                    Together.all(
                            () -> incrementLocked(way, fields), () -> incrementLocked(way, fields));
                    assertThat(fields.sum()).isEqualTo(2);
                });
    }

    private static void incrementLocked(Way way, Fields fields) {
        synchronized (fields) {
            increment(way, fields);
        }
    }

    @Test
    @Covers(area = Area.MEMORY, value = "Reference.get and clear")
    void aReferenceThatIsClearedIsSeenOrNot() {
        Report report =
                Heddle.explorer()
                        .schedules(200)
                        .explore(
                                () -> {
                                    Object object = new Object();
                                    WeakReference<Object> reference = new WeakReference<>(object);
                                    AtomicInteger cleared = new AtomicInteger();
                                    Runnable once =
                                            () -> {
                                                if (reference.get() != null) {
                                                    reference.clear();
                                                    cleared.incrementAndGet();
                                                }
                                            };
                                    Together.all(once::run, once::run);
                                    Reference.reachabilityFence(object);
                                    assertThat(cleared).hasValue(1);
                                });
        assertThatThrownBy(report::check).hasMessageContaining("WeakReference.get");
    }
}
