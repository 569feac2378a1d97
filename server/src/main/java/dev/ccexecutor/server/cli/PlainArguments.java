package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.Setting;
import dev.ccexecutor.server.config.Settings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Command lines of the usual form, read without picocli. Its class files are as old as Java 5, and
 * the JVM's AOT cache takes none of those: to load them takes longer than to run a command.
 *
 * <p>Only what is certain is read here. Whatever else there may be, help or mistakes or options in
 * unusual forms, gives nothing, and picocli judges it.
 */
final class PlainArguments {
  private static final String END_OF_OPTIONS = "--";
  private static final Set<String> RUN_OPTIONS =
      Set.of("url", "token-file", "ca", "cert", "key", "cwd", "timeout");

  private final List<String> words;
  private final Map<String, String> options = new HashMap<>();

  /** Of the first word that is neither an option nor its value. */
  private int next;

  private PlainArguments(List<String> words) {
    this.words = words;
  }

  /** The settings that {@code serve} was given, by their names; the words are those behind it. */
  static Optional<Map<String, String>> ofServe(List<String> words) {
    Set<String> names = new HashSet<>();
    names.add(Settings.CONFIG_FILE);
    Settings.all().stream().map(Setting::name).forEach(names::add);
    PlainArguments arguments = new PlainArguments(words);
    boolean read = arguments.readOptions(names) && arguments.next == words.size();
    return read ? Optional.of(arguments.options) : Optional.empty();
  }

  /** What {@code run} was given; the words are those behind it. */
  static Optional<RunRequest> ofRun(List<String> words) {
    PlainArguments arguments = new PlainArguments(words);
    if (!arguments.readOptions(RUN_OPTIONS)) {
      return Optional.empty();
    }
    List<String> command = words.subList(arguments.next, words.size());
    if (!command.isEmpty() && command.getFirst().equals(END_OF_OPTIONS)) {
      command = command.subList(1, command.size());
    }
    // A second one, and words without any text, are for picocli to take or to leave out.
    if (command.isEmpty() || command.contains(END_OF_OPTIONS)) {
      return Optional.empty();
    }
    Map<String, String> options = arguments.options;
    return Optional.of(
        new RunRequest(
            options.get("url"),
            new ClientCredentials(
                options.get("token-file"),
                options.get("ca"),
                options.get("cert"),
                options.get("key")),
            options.get("cwd"),
            options.get("timeout"),
            command));
  }

  /** False if there is an option that is not surely one of these with a value, once. */
  private boolean readOptions(Set<String> names) {
    while (next < words.size() && isOption(words.get(next))) {
      if (!readOption(names)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") && !word.equals(END_OF_OPTIONS);
  }

  private boolean readOption(Set<String> names) {
    String word = words.get(next++);
    int equals = word.indexOf('=');
    String name = word.substring(0, equals < 0 ? word.length() : equals);
    if (!name.startsWith("--") || !names.contains(name.substring(2))) {
      return false;
    }
    if (equals < 0 && next == words.size()) {
      return false;
    }
    String value = equals < 0 ? words.get(next++) : word.substring(equals + 1);
    boolean certain = !value.isEmpty() && !value.startsWith("-");
    return certain && options.put(name.substring(2), value) == null;
  }
}
