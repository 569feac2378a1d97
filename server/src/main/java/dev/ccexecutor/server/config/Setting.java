package dev.ccexecutor.server.config;

import java.util.Locale;
import java.util.Map;

/**
 * One thing the operator may choose. Options, variables, file keys, help and the list printed at
 * start all come from here.
 *
 * @param name in kebab-case: the option without its dashes, and the key in a file
 * @param description one sentence for the help
 * @param secret whether its value must never be shown
 * @param protects whether who gives it counts on being protected by it: an empty text, of a
 *     variable that a script has left unset say, is then a mistake and not the default
 */
public record Setting<T>(
    String name,
    String description,
    SettingType<T> type,
    DefaultValue defaultValue,
    boolean secret,
    boolean protects) {

  /** What the names of all environment variables of the server begin with. */
  public static final String ENVIRONMENT_PREFIX = "CC_EXECUTOR_";

  private static final String MASK = "***";

  /** One whose value may be seen by whoever sees the log. */
  static <T> Setting<T> open(
      String name, String description, SettingType<T> type, DefaultValue defaultValue) {
    return new Setting<>(name, description, type, defaultValue, false, false);
  }

  /** The same of one that protects. */
  static <T> Setting<T> protecting(
      String name, String description, SettingType<T> type, DefaultValue defaultValue) {
    return new Setting<>(name, description, type, defaultValue, false, true);
  }

  /** The option of the command line, dashes included. */
  public String optionName() {
    return "--" + name;
  }

  /** The environment variable that sets this. */
  public String environmentName() {
    return ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Parses and validates a text given for this setting. */
  public T parse(String text, Map<String, String> environment) throws InvalidValueException {
    return type.parse(text, environment);
  }

  /** The value as it may be shown to people and written to logs. */
  public String show(T value) {
    return secret ? MASK : type.render(value);
  }

  /** A text given for this setting as it may be shown to people and written to logs. */
  public String showText(String text) {
    return secret ? MASK : text;
  }
}
