package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of all settings. Each one's name, text, type and default stand in the class of its
 * subject and only there.
 */
public final class Settings {
  /** The option, without dashes, that names the file to read settings from. */
  public static final String CONFIG_FILE = "config";

  private static final List<Setting<?>> ALL =
      Stream.of(
              ConnectionSettings.all(),
              InputSettings.all(),
              AccessSettings.all(),
              CommandSettings.all(),
              PolicySettings.all(),
              IsolationSettings.all(),
              HookSettings.all(),
              OutputSettings.all(),
              AuditSettings.all(),
              OperationSettings.all(),
              LogSettings.all())
          .<Setting<?>>flatMap(List::stream)
          .toList();

  private Settings() {}

  /** Every setting, in the order of the help. */
  public static List<Setting<?>> all() {
    return ALL;
  }

  /** The setting of that kebab-case name. */
  static Optional<Setting<?>> byName(String name) {
    return ALL.stream()
        .<Setting<?>>map(setting -> setting)
        .filter(setting -> setting.name().equals(name))
        .findFirst();
  }
}
