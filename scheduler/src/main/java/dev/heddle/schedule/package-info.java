/** Decisions, the tape they are written to, and the strategies that take them. */
@NullMarked
package dev.heddle.schedule;

import org.jspecify.annotations.NullMarked;
