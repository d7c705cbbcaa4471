package dev.heddle.isolation;

/** Is passed from a class that is loaded anew to one that is not. */
public final class Passed {}
