package dev.ccexecutor.server.config;

import java.util.Map;
import java.util.function.Function;

/**
 * The value of a setting that nobody gave.
 *
 * @param description how the help shows it
 * @param text its text, which may depend on the machine or the environment
 */
public record DefaultValue(String description, Function<Map<String, String>, String> text) {

  /** A default that is the same everywhere; the help shows an empty one as "none". */
  public static DefaultValue constant(String text) {
    return new DefaultValue(text.isEmpty() ? "none" : text, environment -> text);
  }

  /** As many threads as half the processors, but at least one. */
  public static DefaultValue halfTheProcessors() {
    String threads = Integer.toString(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    return new DefaultValue(threads + ", half the processors", environment -> threads);
  }
}
