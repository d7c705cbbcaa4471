package dev.heddle.docs.api;

/** What a type says of who may use it. */
public enum Status {
    /** It is for users, and stays. */
    STABLE,
    /** It is for users, and may change. */
    EXPERIMENTAL,
    /** It is public for other packages of Heddle only. */
    INTERNAL,
    /** It says nothing. */
    NONE
}
