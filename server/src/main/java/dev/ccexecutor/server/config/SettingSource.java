package dev.ccexecutor.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One place that gives texts for settings, and has its own way of naming them.
 *
 * @param title what people call the place
 * @param nameOf how a setting is called there
 * @param texts by the names used there
 */
record SettingSource(String title, Function<Setting<?>, String> nameOf, Map<String, String> texts) {

  private static final Set<String> PROTECTING =
      Settings.all().stream()
          .filter(Setting::protects)
          .map(Setting::environmentName)
          .collect(Collectors.toUnmodifiableSet());

  /** Takes options by the names of their settings, without dashes. */
  static SettingSource commandLine(Map<String, String> options) {
    Map<String, String> texts =
        options.entrySet().stream()
            .collect(Collectors.toMap(entry -> "--" + entry.getKey(), Map.Entry::getValue));
    return new SettingSource("command line", Setting::optionName, texts);
  }

  /**
   * An empty variable counts as unset, as is usual for programs started by scripts, but for what
   * protects. Tokens are no settings, and not kept with them.
   */
  static SettingSource environment(Map<String, String> variables) {
    Map<String, String> texts =
        variables.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(Setting.ENVIRONMENT_PREFIX))
            .filter(entry -> !entry.getValue().isEmpty() || PROTECTING.contains(entry.getKey()))
            .filter(entry -> !AccessConfig.VARIABLES.contains(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new SettingSource("environment", Setting::environmentName, texts);
  }

  Optional<String> textOf(Setting<?> setting) {
    return Optional.ofNullable(texts.get(nameOf.apply(setting)));
  }

  /** One line for each name that is not a setting's, beside those in {@code others}. */
  List<String> unknownNames(List<String> others) {
    List<String> known = Settings.all().stream().map(nameOf).toList();
    return texts.keySet().stream()
        .filter(name -> !known.contains(name) && !others.contains(name))
        .sorted()
        .map(name -> locate(name) + problemOf(name, known))
        .toList();
  }

  private static String problemOf(String name, List<String> known) {
    return name.matches("(--)?tokens?")
        ? "no setting; a token belongs into a file, for token-file, or into the variable "
            + AccessConfig.TOKEN_VARIABLE
        : "unknown name; the nearest is " + NearestName.of(name, known);
  }

  /** A line that says what is wrong with the text this source gives for {@code setting}. */
  String problem(Setting<?> setting, String text, String reason) {
    return locate(nameOf.apply(setting)) + "'" + setting.showText(text) + "' " + reason;
  }

  private String locate(String name) {
    return title + ": " + name + ": ";
  }
}
