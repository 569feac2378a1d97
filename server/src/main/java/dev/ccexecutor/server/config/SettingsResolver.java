package dev.ccexecutor.server.config;

import dev.ccexecutor.server.config.ResolvedSettings.Resolved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Takes every setting from the first source that has it, and collects what is wrong on the way.
 * Made for one resolution.
 */
final class SettingsResolver {
  private static final String FILE_OPTION = "--" + Settings.CONFIG_FILE;
  private static final String FILE_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIG";

  /** Variables that bear the prefix and are no settings: the launcher and the client read them. */
  private static final List<String> OTHER_VARIABLES =
      List.of(
          FILE_VARIABLE,
          Setting.ENVIRONMENT_PREFIX + "JAVA_OPTS",
          Setting.ENVIRONMENT_PREFIX + "JAVA_HOME",
          Setting.ENVIRONMENT_PREFIX + "AOT",
          Setting.ENVIRONMENT_PREFIX + "URL");

  private final Map<String, String> environment;
  private final boolean preparesDirectory;
  private final SettingSource commandLine;
  private final SettingSource variables;
  private final List<SettingSource> sources = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<Resolved<?>> resolved = new ArrayList<>();

  /**
   * @param preparesDirectory whether the data directory is created where it is missing
   */
  SettingsResolver(
      Map<String, String> options, Map<String, String> environment, boolean preparesDirectory) {
    this.preparesDirectory = preparesDirectory;
    this.environment = Map.copyOf(environment);
    commandLine = SettingSource.commandLine(options);
    variables = SettingSource.environment(environment);
  }

  /**
   * Resolves all settings of the table, and creates the data directory if that is wanted.
   *
   * @throws ConfigurationException with every problem found
   */
  ResolvedSettings resolve() {
    collectSources();
    Settings.all().forEach(this::resolveOne);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new ResolvedSettings(resolved);
  }

  /** Variables that look like settings and are none. Only a warning: other programs set some. */
  List<String> warnings() {
    return variables.unknownNames(OTHER_VARIABLES);
  }

  private void collectSources() {
    problems.addAll(commandLine.unknownNames(List.of(FILE_OPTION)));
    sources.add(commandLine);
    sources.add(variables);
    String fileName = commandLine.texts().getOrDefault(FILE_OPTION, fileVariable());
    if (fileName.isEmpty()) {
      return;
    }
    try {
      SettingSource file = SettingsFile.read(fileName);
      problems.addAll(file.unknownNames(List.of()));
      sources.add(file);
    } catch (ConfigurationException unreadable) {
      problems.addAll(unreadable.problems());
    }
  }

  private String fileVariable() {
    return variables.texts().getOrDefault(FILE_VARIABLE, "");
  }

  private <T> void resolveOne(Setting<T> setting) {
    SettingSource source =
        sources.stream()
            .filter(candidate -> candidate.textOf(setting).isPresent())
            .findFirst()
            .orElseGet(() -> defaultOf(setting));
    String text = source.textOf(setting).orElseThrow();
    if (text.isBlank() && setting.protects() && sources.contains(source)) {
      problems.add(source.problem(setting, text, "is empty; leave it out to go without"));
      return;
    }
    try {
      T value = setting.parse(text, environment);
      if (preparesDirectory
          && setting.equals(OperationSettings.DATA_DIR)
          && value instanceof Path directory) {
        DataDirectory.prepare(directory);
      }
      resolved.add(new Resolved<>(setting, value, source));
    } catch (InvalidValueException invalid) {
      problems.add(source.problem(setting, text, invalid.getMessage()));
    }
  }

  private SettingSource defaultOf(Setting<?> setting) {
    String text = setting.defaultValue().text().apply(environment);
    return new SettingSource("default", Setting::name, Map.of(setting.name(), text));
  }
}
