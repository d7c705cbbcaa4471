package dev.heddle.initialising;

import dev.heddle.Body;

import java.util.concurrent.atomic.AtomicInteger;

/** Bodies whose threads initialise classes, which every schedule has anew. */
final class Initialising {

    private Initialising() {}

    private static void both(Runnable one, Runnable two) throws InterruptedException {
        Thread first = new Thread(one, "first");
        Thread second = new Thread(two, "second");
        first.start();
        second.start();
        first.join();
        second.join();
    }

    private static void demand(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    // --- two classes that need each other

    static final class Left {
        static final Object OTHER = new Right();
    }

    static final class Right {
        static final Object OTHER = new Left();
    }

    /** Each thread begins with another class. */
    static final class EachOther implements Body {
        @Override
        public void run() throws InterruptedException {
            both(() -> new Left(), () -> new Right());
        }
    }

    /** Beside them one never lets go of the processor. */
    static final class EachOtherAmongOthers implements Body {
        @Override
        public void run() throws InterruptedException {
            Thread busy =
                    new Thread(
                            () -> {
                                while (true) {
                                    Thread.onSpinWait();
                                }
                            },
                            "busy");
            busy.setDaemon(true);
            busy.start();
            new EachOther().run();
        }
    }

    /** Both begin with the same one. */
    static final class SameFirst implements Body {
        @Override
        public void run() throws InterruptedException {
            both(() -> new Left(), () -> new Left());
            demand(Left.OTHER != null && Right.OTHER != null, "not initialised");
        }
    }

    // --- a cycle of three, by way of methods

    static final class Stone {
        static final int VALUE = Weigh.of(() -> Paper.VALUE);
    }

    static final class Paper {
        static final int VALUE = Weigh.of(() -> Scissors.VALUE);
    }

    static final class Scissors {
        static final int VALUE = Weigh.of(() -> Stone.VALUE);
    }

    static final class Weigh {
        private Weigh() {}

        static int of(java.util.function.IntSupplier other) {
            return other.getAsInt() + 1;
        }
    }

    /** Three threads begin with a class each. */
    static final class Three implements Body {
        @Override
        public void run() throws InterruptedException {
            Thread third = new Thread(() -> demand(Scissors.VALUE > 0, "not set"), "third");
            third.start();
            both(
                    () -> demand(Stone.VALUE > 0, "not set"),
                    () -> demand(Paper.VALUE > 0, "not set"));
            third.join();
        }
    }

    /** All of them begin with the same one. */
    static final class ThreeInOrder implements Body {
        @Override
        public void run() throws InterruptedException {
            Thread third = new Thread(() -> demand(Stone.VALUE == 3, "not set"), "third");
            third.start();
            both(
                    () -> demand(Stone.VALUE == 3, "not set"),
                    () -> demand(Stone.VALUE == 3, "not set"));
            third.join();
        }
    }

    // --- a superclass that makes one of its subclass

    static class Shape {
        static final Shape UNIT = new Circle();
        static int made;
    }

    static class Circle extends Shape {}

    /** One thread begins with the superclass, one with the subclass. */
    static final class SuperAndSub implements Body {
        @Override
        public void run() throws InterruptedException {
            both(() -> demand(Shape.UNIT != null, "not set"), () -> new Circle());
        }
    }

    /** Both begin with the subclass; the second is found by its name. */
    static final class SubAndSub implements Body {
        @Override
        public void run() throws InterruptedException {
            both(() -> new Circle(), () -> new Circle());
            demand(Shape.UNIT != null, "not set");
        }
    }

    /** One of them begins with the subclass by reflection, where nothing is known of it before. */
    static final class SubByReflection implements Body {
        @Override
        public void run() throws InterruptedException {
            both(() -> new Circle(), () -> initialise(Circle.class));
        }

        private static void initialise(Class<?> type) {
            try {
                Class.forName(type.getName(), true, type.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** The subclass is named, but it is the superclass that has the field. */
    static final class InheritedField implements Body {
        @Override
        @SuppressWarnings("StaticQualifiedUsingExpression")
        public void run() throws InterruptedException {
            both(() -> demand(Circle.made == 0, "set"), () -> demand(Shape.made == 0, "set"));
        }
    }

    // --- others

    static final class Registry {
        static final AtomicInteger uses = new AtomicInteger();

        static {
            pause();
        }

        private Registry() {}

        private static void pause() {
            try {
                Thread.sleep(1000);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Threads need a class whose initialiser takes its time. */
    static final class Slow implements Body {
        @Override
        public void run() throws InterruptedException {
            both(() -> Registry.uses.incrementAndGet(), () -> Registry.uses.incrementAndGet());
            demand(Registry.uses.get() == 2, "used " + Registry.uses);
        }
    }

    static final class Broken {
        static final int VALUE = Integer.parseInt("broken");
    }

    /** The class is needed by two threads and can not be initialised. */
    static final class Failing implements Body {
        @Override
        public void run() throws InterruptedException {
            AtomicInteger first = new AtomicInteger();
            AtomicInteger later = new AtomicInteger();
            Runnable use =
                    () -> {
                        try {
                            demand(Broken.VALUE == 0, "initialised");
                        } catch (ExceptionInInitializerError e) {
                            first.incrementAndGet();
                        } catch (NoClassDefFoundError e) {
                            later.incrementAndGet();
                        }
                    };
            both(use, use);
            demand(first.get() == 1 && later.get() == 1, first + " first, " + later + " later");
        }
    }
}
