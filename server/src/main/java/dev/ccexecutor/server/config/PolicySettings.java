package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which commands may run. */
public final class PolicySettings {
  /** Names no list. */
  private static final String ANY = "any";

  public static final Setting<List<String>> ALLOW =
      Setting.protecting(
          "allow",
          "Comma list of the programs that may run, by name or absolute path, with leading"
              + " arguments if need be ('git status,cat'); 'any' for all, and for shells.",
          new SettingType<>(
              "PROGRAMS", "", (text, environment) -> parse(text), PolicySettings::show),
          DefaultValue.constant(ANY));

  public static final Setting<Optional<Path>> POLICY_FILE =
      Setting.protecting(
          "policy-file",
          "JSON file that says who may run what; read again when it changes.",
          new SettingType<>("FILE", "", PolicySettings::parseFile, PolicySettings::showFile),
          DefaultValue.constant(""));

  private PolicySettings() {}

  static List<Setting<?>> all() {
    return List.of(ALLOW, POLICY_FILE);
  }

  private static List<String> parse(String text) throws InvalidValueException {
    List<String> programs = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (programs.contains("")) { // Its author may have meant one that is not there.
      throw new InvalidValueException(
          programs.size() == 1 ? "names no program" : "has nothing at one side of a comma");
    }
    return programs.equals(List.of(ANY)) ? List.of() : programs;
  }

  private static Optional<Path> parseFile(String text, Map<String, String> environment)
      throws InvalidValueException {
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(PathTypes.directory().parse(text, environment));
  }

  private static String showFile(Optional<Path> file) {
    return file.map(Path::toString).orElse("");
  }

  private static String show(List<String> programs) {
    return programs.isEmpty() ? ANY : String.join(",", programs);
  }
}
