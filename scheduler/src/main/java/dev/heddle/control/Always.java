package dev.heddle.control;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a hook that acts even while no run is going on. */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
@interface Always {}
