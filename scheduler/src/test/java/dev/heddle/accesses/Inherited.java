package dev.heddle.accesses;

/** Has fields that are also accessed by the name of a subclass. */
class Inherited {

    int first;
    static int common;

    Inherited(int value) {
        first = value;
    }
}
