package dev.heddle.zoo;

/**
 * Some threads write two fields one after the other, and one looks at both. It must come after the
 * first of them has written the first field, and before any has written the second.
 */
final class Reorder {

    private int a;
    private int b;

    private void set() {
        a = 1;
        b = -1;
    }

    private void check() {
        int first = a;
        int second = b;
        boolean before = first == 0 && second == 0;
        boolean after = first == 1 && second == -1;
        // The other order of looking: b was written between the two looks.
        if (!before && !after && !(first == 0 && second == -1)) {
            throw new AssertionError("a is " + first + ", but b is " + second);
        }
    }

    private synchronized void setInOne() {
        set();
    }

    private synchronized void checkInOne() {
        check();
    }

    static void broken(int threads) throws InterruptedException {
        Reorder program = new Reorder();
        new Crowd().with(threads - 1, program::set).with(1, program::check).run();
    }

    static void correct(int threads) throws InterruptedException {
        Reorder program = new Reorder();
        new Crowd().with(threads - 1, program::setInOne).with(1, program::checkInOne).run();
    }
}
