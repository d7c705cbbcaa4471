/** Interleavings as properties: jqwik generates the inputs, Heddle the schedules. */
@NullMarked
package dev.heddle.jqwik;

import org.jspecify.annotations.NullMarked;
