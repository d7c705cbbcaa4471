package dev.heddle.docs;

/** The demo of the README. */
public final class Demo {

    private Demo() {}

    public static void main(String[] args) {
        System.out.println("Heddle on JDK " + Runtime.version().feature());
    }
}
