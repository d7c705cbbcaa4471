/**
 * Whether what threads have seen of a concurrent object can be explained by its operations having
 * taken effect one after the other: histories, sequential models, and a checker that can be used on
 * its own.
 */
@NullMarked
package dev.heddle.linearizability;

import org.jspecify.annotations.NullMarked;
