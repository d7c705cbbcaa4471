package dev.heddle.jqwik.campaign;

import org.jspecify.annotations.Nullable;

/** What an operation consists in. */
@FunctionalInterface
interface Action {

    @Nullable Object run(Scene scene, int argument) throws Exception;
}
