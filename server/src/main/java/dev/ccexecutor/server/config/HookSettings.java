package dev.ccexecutor.server.config;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** Programs of the operator's around each command. */
public final class HookSettings {
  private static final long SHORTEST_MILLIS = 100;
  private static final long LONGEST_MILLIS = 60_000;

  public static final Setting<List<String>> PRE_EXECUTE =
      Setting.protecting(
          "pre-execute",
          "Program, by absolute path and with its arguments, that is asked before each command"
              + " starts: words between blanks, or a JSON array.",
          program(),
          DefaultValue.constant(""));

  public static final Setting<List<String>> POST_EXECUTE =
      Setting.protecting(
          "post-execute",
          "The same for a program that is told how each command has ended.",
          program(),
          DefaultValue.constant(""));

  public static final Setting<Long> HOOK_TIMEOUT =
      Setting.open(
          "hook-timeout",
          "How long a hook may take, its wait for others included; then it is ended and has"
              + " failed.",
          SettingTypes.duration(SHORTEST_MILLIS, LONGEST_MILLIS),
          DefaultValue.constant("10"));

  public static final Setting<HookFailure> HOOK_FAILURE =
      Setting.protecting(
          "hook-failure",
          "What becomes of a command whose pre-execute hook fails: it is started and its client"
              + " warned, or it is refused.",
          SettingTypes.oneOf("WHAT", HookFailure.class),
          DefaultValue.constant("allow"));

  public static final Setting<Integer> HOOK_CONCURRENCY =
      Setting.open(
          "hook-concurrency",
          "Hooks that run at a time; others wait for them.",
          SettingTypes.wholeNumber(1, 1024),
          DefaultValue.constant("16"));

  private HookSettings() {}

  static List<Setting<?>> all() {
    return List.of(PRE_EXECUTE, POST_EXECUTE, HOOK_TIMEOUT, HOOK_FAILURE, HOOK_CONCURRENCY);
  }

  private static SettingType<List<String>> program() {
    return new SettingType<>("COMMAND", "", HookSettings::parse, HookSettings::show);
  }

  private static List<String> parse(String text, Map<String, String> environment)
      throws InvalidValueException {
    String stripped = text.strip();
    if (stripped.isEmpty()) {
      return List.of();
    }
    List<String> words = stripped.startsWith("[") ? parseArray(stripped) : split(stripped);
    requireProgram(words);
    return words;
  }

  private static List<String> split(String text) {
    return List.of(text.split("\\s+"));
  }

  private static List<String> parseArray(String text) throws InvalidValueException {
    try {
      List<String> words = List.of(Json.MAPPER.readValue(text, String[].class));
      if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
        throw new InvalidValueException("has a NUL in a word");
      }
      return words;
    } catch (JacksonException | NullPointerException e) {
      throw new InvalidValueException("is no JSON array of strings");
    }
  }

  private static void requireProgram(List<String> words) throws InvalidValueException {
    if (words.isEmpty() || !words.getFirst().startsWith("/")) {
      throw new InvalidValueException("does not begin with an absolute path");
    }
    if (!isExecutableFile(words.getFirst())) {
      throw new InvalidValueException("does not begin with an executable file");
    }
  }

  private static boolean isExecutableFile(String text) {
    try {
      Path program = Path.of(text);
      return Files.isRegularFile(program) && Files.isExecutable(program);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String show(List<String> words) {
    return words.isEmpty() ? "" : Json.MAPPER.writeValueAsString(words);
  }
}
