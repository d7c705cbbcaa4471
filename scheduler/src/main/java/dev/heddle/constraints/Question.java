package dev.heddle.constraints;

import dev.heddle.kernel.Chooser.Choice;

/**
 * A choice in a run that is not about who goes on.
 *
 * @param thread the name of the thread that runs then, or ran last; an empty string if none has
 *     done anything yet
 * @param time for the how-manieth time with this thread, from 1 on
 */
record Question(String thread, Choice choice, int time) {}
