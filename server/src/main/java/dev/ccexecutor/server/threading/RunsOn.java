package dev.ccexecutor.server.threading;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says which thread alone may call a method, or all methods of a class that say nothing else.
 * Classes that have loops at hand assert it.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RunsOn {
  ThreadRole value();
}
