package dev.heddle;

/** The program that is explored: what the first thread of every run executes. */
@FunctionalInterface
public interface Body {

    /** Executes the program once. It must not depend on what an earlier execution left behind. */
    void run() throws Throwable;
}
