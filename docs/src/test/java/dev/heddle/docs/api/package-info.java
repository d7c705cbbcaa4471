/** What the class files of Heddle say of who may use them. */
@NullMarked
package dev.heddle.docs.api;

import org.jspecify.annotations.NullMarked;
