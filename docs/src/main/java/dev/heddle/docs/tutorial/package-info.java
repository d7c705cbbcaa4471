/** The programs of two tutorials on asyncio, in Java. */
@NullMarked
package dev.heddle.docs.tutorial;

import org.jspecify.annotations.NullMarked;
