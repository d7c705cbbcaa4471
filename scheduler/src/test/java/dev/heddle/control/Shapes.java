package dev.heddle.control;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongUnaryOperator;

/** Code in every shape that is hard to rewrite. Each method computes something. */
final class Shapes {

    enum Colour {
        RED,
        GREEN
    }

    sealed interface Figure permits Circle, Square {
        default long area() {
            return scale(1) * factor();
        }

        private long scale(long by) {
            return by * 2;
        }

        static Figure of(boolean round) {
            return round ? new Circle(3) : new Square(4, "s");
        }

        long factor();
    }

    record Circle(long radius) implements Figure {
        @Override
        public long factor() {
            return radius * radius;
        }
    }

    record Square(int side, String name) implements Figure {
        Square {
            if (side < 0) {
                throw new IllegalArgumentException(name);
            }
        }

        @Override
        public synchronized long factor() {
            return (long) side * side;
        }
    }

    /** A constructor with monitors, before and after other things are built. */
    static final class Built {
        private final Object lock = new Object();
        private int steps;
        private final String text;

        Built(boolean first, Object guard) {
            this(guard, first ? new StringBuilder("a") : new StringBuilder(String.valueOf(guard)));
            synchronized (guard) {
                steps += 10;
            }
        }

        private Built(Object guard, StringBuilder builder) {
            synchronized (lock) {
                synchronized (guard) {
                    steps++;
                }
                text = builder.append(steps).toString();
            }
        }
    }

    private long total;
    private static double sum;
    private final Object lock = new Object();

    static List<Object> everything() {
        Shapes shapes = new Shapes();
        List<Object> results = new ArrayList<>();
        results.add(shapes.nested(new int[] {1, 2, 3}));
        results.add(shapes.leavesByException());
        results.add(shapes.wide(1L, 2.5, (byte) 3, 4L));
        results.add(wideStatic(1L, 2.5f, 3.5, "x"));
        results.add(shapes.startsWithLoop(5));
        results.add(startsWithSynchronizedLoop(5));
        results.add(shapes.startsWithLock());
        results.add(new Built(true, "guard").text);
        results.add(new Built(false, "guard").steps);
        results.add(branchesOnUninitialised(true) + branchesOnUninitialised(false));
        results.add(shapes.closures(4));
        results.add(choose("b") + choose("BB") + choose("Aa") + choose("?"));
        results.add(pattern(new Circle(2)) + pattern(new Square(1, "q")) + pattern("s"));
        results.add(colour(Colour.RED) + colour(Colour.GREEN));
        results.add(Figure.of(true).area() + Figure.of(false).area());
        results.add(new Square(1, "z").toString());
        results.add(new Circle(1).equals(new Circle(1)));
        results.add(shapes.catches());
        results.add(shapes.manyLocals());
        results.add(shapes.returnsEverywhere(0) + shapes.returnsEverywhere(1));
        results.add(shapes.recursive(10));
        results.add(array(new long[3][2]));
        results.add(shapes.total);
        results.add(sum);
        return results;
    }

    private int nested(int[] values) {
        int result = 0;
        synchronized (lock) {
            try {
                synchronized (this) {
                    for (int value : values) {
                        synchronized (values) {
                            if (value == 2) {
                                continue;
                            }
                            result += value;
                        }
                    }
                }
            } finally {
                synchronized (values) {
                    result *= 10;
                }
            }
        }
        return result;
    }

    private boolean leavesByException() {
        try {
            synchronized (lock) {
                synchronized (this) {
                    Object nothing = total < 0 ? this : null;
                    nothing.hashCode();
                }
            }
            return false;
        } catch (NullPointerException expected) {
            return !Thread.holdsLock(lock) && !Thread.holdsLock(this);
        }
    }

    private synchronized double wide(long a, double b, byte c, long d) {
        a += d;
        b = a > 3 ? b * 2 : b;
        long e = 7;
        try {
            total += a;
            d = Long.parseLong("12");
        } finally {
            e += c;
        }
        return a + b + c + d + e;
    }

    private static synchronized double wideStatic(long a, float b, double c, String d) {
        for (int i = 0; i < 3; i++) {
            a += i;
            d += i;
            if (d.length() > 3) {
                sum += b;
                return a + c + d.length();
            }
        }
        return -1;
    }

    private synchronized int startsWithLoop(int count) {
        do {
            total++;
        } while (--count > 0);
        return count;
    }

    private static synchronized int startsWithSynchronizedLoop(int count) {
        while (true) {
            synchronized (Shapes.class) {
                if (count-- <= 0) {
                    return count;
                }
            }
        }
    }

    private int startsWithLock() {
        do {
            synchronized (lock) {
                total += 2;
            }
        } while (total < 20);
        return (int) total;
    }

    private static String branchesOnUninitialised(boolean flag) {
        synchronized (Shapes.class) {
            return new StringBuilder(flag ? "yes" : new String(flag ? "never" : "no"))
                    .append(new StringBuilder(flag ? sumText() : "-"))
                    .toString();
        }
    }

    private static String sumText() {
        return Double.toString(sum);
    }

    private long closures(int size) {
        int[] cells = new int[size];
        IntSupplier count =
                () -> {
                    synchronized (cells) {
                        return ++cells[0];
                    }
                };
        LongUnaryOperator add =
                by -> {
                    total += by;
                    return total;
                };
        return count.getAsInt() + count.getAsInt() + add.applyAsLong(5);
    }

    private static int choose(String text) {
        synchronized (text) {
            return switch (text) {
                case "Aa" -> 1;
                case "BB" -> 20;
                case "b" -> 300;
                default -> {
                    sum += 1;
                    yield 4000;
                }
            };
        }
    }

    private static synchronized String pattern(Object value) {
        return switch (value) {
            case Circle(long radius) when radius > 1 -> "circle " + radius;
            case Circle circle -> "small " + circle;
            case Square(int side, String name) -> name + side;
            default -> String.valueOf(value);
        };
    }

    private static String colour(Colour colour) {
        synchronized (colour) {
            return switch (colour) {
                case RED -> "r";
                case GREEN -> "g";
            };
        }
    }

    private synchronized String catches() {
        StringBuilder course = new StringBuilder();
        try {
            try {
                course.append(total / (course.length()));
            } catch (ArithmeticException e) {
                course.append("caught ");
                throw new IllegalStateException(e);
            } finally {
                course.append("inner ");
            }
        } catch (IllegalStateException | NullPointerException e) {
            course.append(e.getCause() == null ? "bare" : "cause");
        } finally {
            course.append(" outer");
        }
        return course.toString();
    }

    private synchronized long manyLocals() {
        long a = 1, b = 2, c = 3, d = 4;
        {
            double x = total;
            int y = 1;
            a += (long) x + y;
        }
        {
            String s = "reused";
            float f = 2f;
            Object o = lock;
            synchronized (o) {
                b += s.length() + (long) f;
            }
        }
        return a + b + c + d;
    }

    private synchronized int returnsEverywhere(int which) {
        if (which == 0) {
            return 1;
        }
        synchronized (lock) {
            try {
                return which + 1;
            } finally {
                total++;
            }
        }
    }

    private synchronized int recursive(int depth) {
        return depth == 0 ? 0 : 1 + recursive(depth - 1);
    }

    private static long array(long[][] cells) {
        cells[1][1] += 5;
        cells[2][0]++;
        long result = 0;
        for (long[] row : cells) {
            for (long cell : row) {
                result += cell;
            }
        }
        return result;
    }
}
