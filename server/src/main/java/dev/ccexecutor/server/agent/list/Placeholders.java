package dev.ccexecutor.server.agent.list;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places in a prompt where something of another task is put: {@code {{name.result}}}. Two braces
 * that are meant as such are written as four.
 */
final class Placeholders {
  /** What there is of a task. */
  static final Set<String> FIELDS = Set.of("result", "session_id", "execution_id", "workspace");

  private static final Pattern PLACE =
      Pattern.compile("\\{\\{\\{\\{|\\{\\{([A-Za-z0-9._-]+)\\.([a-z_]+)}}|\\{\\{");

  private Placeholders() {}

  /** One of them. */
  record Place(String task, String field) {}

  /**
   * All of a text.
   *
   * @param problems gets what looks like one and is none
   */
  static List<Place> of(String text, List<String> problems) {
    List<Place> places = new ArrayList<>();
    Matcher matcher = PLACE.matcher(text);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        places.add(new Place(matcher.group(1), matcher.group(2)));
      } else if (matcher.group().length() == 2) {
        String shown =
            text.substring(matcher.start(), Math.min(text.length(), matcher.start() + 30));
        problems.add(
            "has '"
                + shown.replace('\n', ' ')
                + "', which is no {{name.result}}; write {{{{ for two braces");
      }
    }
    return places;
  }

  /** The text with everything in its place. What is put in is taken as it is. */
  static String fill(String text, BiFunction<String, String, String> values) {
    return PLACE
        .matcher(text)
        .replaceAll(
            found -> {
              String value =
                  found.group(1) == null ? "{{" : values.apply(found.group(1), found.group(2));
              return Matcher.quoteReplacement(value);
            });
  }
}
