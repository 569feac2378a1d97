package dev.ccexecutor.server.config;

import java.util.Map;
import java.util.function.Function;

/**
 * How the values of a setting are written.
 *
 * @param placeholder what stands for the value in the help, such as {@code BYTES}
 * @param range the values allowed, for the help; empty where the placeholder says all
 * @param parser from text to value
 * @param renderer from value to text, for the list printed at start
 */
public record SettingType<T>(
    String placeholder, String range, Parser<T> parser, Function<? super T, String> renderer) {

  /** Turns the text of a setting into its value. */
  @FunctionalInterface
  public interface Parser<T> {
    /**
     * Parses and validates.
     *
     * @param environment the server's environment, for values that refer to it (PATH, HOME)
     */
    T parse(String text, Map<String, String> environment) throws InvalidValueException;
  }

  /** See {@link Parser#parse}. */
  public T parse(String text, Map<String, String> environment) throws InvalidValueException {
    return parser.parse(text, environment);
  }

  /** The value as people read it. */
  public String render(T value) {
    return renderer.apply(value);
  }
}
