/** The demo, and what the examples of the guide share. */
@NullMarked
package dev.heddle.docs;

import org.jspecify.annotations.NullMarked;
