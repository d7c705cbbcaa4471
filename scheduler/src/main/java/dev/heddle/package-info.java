/** The front door: the handful of types that a user of Heddle meets first. */
@NullMarked
package dev.heddle;

import org.jspecify.annotations.NullMarked;
