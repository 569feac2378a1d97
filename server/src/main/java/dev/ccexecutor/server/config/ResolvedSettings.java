package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The value in force of every setting, and where it came from. Immutable. */
public final class ResolvedSettings {
  private final Map<Setting<?>, Resolved<?>> values;

  /**
   * The value of one setting.
   *
   * @param value as it was understood and validated
   * @param source the place that gave it
   */
  record Resolved<T>(Setting<T> setting, T value, SettingSource source) {
    String describe() {
      String shown = setting.show(value);
      return setting.name()
          + (" = " + (shown.isEmpty() ? "none" : shown))
          + (" (" + source.title() + ")");
    }
  }

  ResolvedSettings(List<Resolved<?>> resolved) {
    values =
        resolved.stream()
            .collect(Collectors.toUnmodifiableMap(Resolved::setting, Function.identity()));
  }

  /** The value in force of a setting of the table. */
  @SuppressWarnings("unchecked") // a Resolved<T> is only ever stored under its own Setting<T>
  public <T> T valueOf(Setting<T> setting) {
    return (T) values.get(setting).value();
  }

  /** One line per setting in the order of the table: name, value, source; secrets are masked. */
  public List<String> describe() {
    return Settings.all().stream().map(setting -> values.get(setting).describe()).toList();
  }
}
