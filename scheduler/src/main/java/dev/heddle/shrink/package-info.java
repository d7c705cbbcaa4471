/** From a run that failed to the smallest one that fails in the same way. */
@NullMarked
package dev.heddle.shrink;

import org.jspecify.annotations.NullMarked;
