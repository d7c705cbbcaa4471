/**
 * The agent, its transformers and the hooks, which turn the JDK's operations into calls of the
 * kernel.
 */
@NullMarked
package dev.heddle.control;

import org.jspecify.annotations.NullMarked;
