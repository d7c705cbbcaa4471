/** The examples that the reference shows, in the javadoc of Heddle's types. */
package dev.heddle.docs.reference;
