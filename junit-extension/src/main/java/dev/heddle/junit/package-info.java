/** Runs JUnit tests under many interleavings, and replays the ones that failed. */
@NullMarked
package dev.heddle.junit;

import org.jspecify.annotations.NullMarked;
