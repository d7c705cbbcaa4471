/** Looks for what is wrong with a run, even if nothing has failed yet. */
@NullMarked
package dev.heddle.detect;

import org.jspecify.annotations.NullMarked;
