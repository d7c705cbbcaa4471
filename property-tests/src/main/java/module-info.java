/** Heddle for jqwik: interleavings as properties. */
module dev.heddle.jqwik {
    requires transitive dev.heddle;
    requires transitive net.jqwik.api;
    requires static org.jspecify;
}
