/**
 * Fibers, the loop that runs them one at a time, its virtual clock with timers, and the ready set;
 * it knows no strategy by name and no bytecode.
 */
@NullMarked
package dev.heddle.kernel;

import org.jspecify.annotations.NullMarked;
