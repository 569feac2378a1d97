package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ClientOption;
import dev.ccexecutor.server.cli.client.GivenOptions;
import dev.ccexecutor.server.cli.client.Request;
import dev.ccexecutor.server.config.Setting;
import dev.ccexecutor.server.config.Settings;
import java.util.ArrayList;
import java.util.EnumMap;
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
  static Optional<Request> ofRun(List<String> words) {
    Map<String, ClientOption> names = new HashMap<>();
    for (ClientOption option : ClientOption.ofRun()) {
      names.put(option.optionName(), option);
    }
    PlainArguments arguments = new PlainArguments(words);
    Map<ClientOption, List<String>> values = new EnumMap<>(ClientOption.class);
    if (!arguments.readOptions(names, values)) {
      return Optional.empty();
    }
    List<String> command = words.subList(arguments.next, words.size());
    if (!command.isEmpty() && command.getFirst().equals(END_OF_OPTIONS)) {
      command = command.subList(1, command.size());
    }
    // A second one, and words without any text, are for picocli to take or to leave out.
    return command.isEmpty() || command.contains(END_OF_OPTIONS)
        ? Optional.empty()
        : Optional.of(new Request(new GivenOptions(values), command));
  }

  /** False if there is an option that is not surely one of these, in one of its usual forms. */
  private boolean readOptions(
      Map<String, ClientOption> names, Map<ClientOption, List<String>> values) {
    while (next < words.size() && isOption(words.get(next))) {
      ClientOption option = names.get(words.get(next));
      boolean flag = option != null && option.form() == ClientOption.Form.FLAG;
      boolean read = flag ? readFlag(option, values) : readValue(names, values);
      if (!read) {
        return false;
      }
    }
    return true;
  }

  private boolean readFlag(ClientOption option, Map<ClientOption, List<String>> values) {
    next++;
    return values.put(option, List.of()) == null;
  }

  private boolean readValue(
      Map<String, ClientOption> names, Map<ClientOption, List<String>> values) {
    String word = words.get(next++);
    int equals = word.indexOf('=');
    ClientOption option = names.get(equals < 0 ? word : word.substring(0, equals));
    if (option == null
        || option.form() == ClientOption.Form.FLAG
        || (equals < 0 && next == words.size())) {
      return false;
    }
    String value = equals < 0 ? words.get(next++) : word.substring(equals + 1);
    if (value.isEmpty() || value.startsWith("-")) {
      return false;
    }
    List<String> before = values.get(option);
    List<String> all = before == null ? new ArrayList<>() : before;
    all.add(value);
    values.put(option, all);
    return before == null || option.form() == ClientOption.Form.VALUES;
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
