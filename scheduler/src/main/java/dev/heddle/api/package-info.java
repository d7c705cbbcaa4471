/** What of Heddle is for its users, and for how long. */
@NullMarked
package dev.heddle.api;

import org.jspecify.annotations.NullMarked;
