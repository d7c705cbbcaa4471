/** Orders of steps that make a program fail, known by names that survive edits. */
@NullMarked
package dev.heddle.constraints;

import org.jspecify.annotations.NullMarked;
