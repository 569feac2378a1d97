package dev.ccexecutor.server.security.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What docs/PROTOCOL.md says of single characters, told once more and compared: every character up
 * to U+FFFF and a sample beyond, in each place of a line.
 */
class CharacterTableTest {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String PLAIN = LETTERS + "_-./,:=@%+^";

  private static final Map<String, String> UNQUOTED =
      Map.ofEntries(
          Map.entry(";&", "separator"),
          Map.entry("\n\r", "newline"),
          Map.entry("<>", "redirection"),
          Map.entry("$", "expansion"),
          Map.entry("`", "substitution"),
          Map.entry("*?[]", "glob"),
          Map.entry("~", "tilde"),
          Map.entry("#", "comment"),
          Map.entry("!", "history"),
          Map.entry("{}", "brace"),
          Map.entry("()", "group"),
          Map.entry("\\", "backslash"),
          Map.entry("'\"", "unclosed_quote"),
          Map.entry(" \t", "blank"),
          Map.entry("|", "pipe"));

  private static final Set<Byte> PARTS_OF_WORDS =
      Set.of(
          Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER);

  /** All of the basic plane, and a few hundred of each plane above. */
  private static IntStream characters() {
    return IntStream.concat(
        IntStream.rangeClosed(0, 0xffff),
        IntStream.rangeClosed(0x10000, Character.MAX_CODE_POINT).filter(c -> c % 251 == 0));
  }

  private static String expectedUnquoted(int character) {
    if (character < 0x80) {
      String text = Character.toString(character);
      if (PLAIN.contains(text)) {
        return "plain";
      }
      return UNQUOTED.entrySet().stream()
          .filter(entry -> entry.getKey().contains(text))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse("control_character");
    }
    byte type = (byte) Character.getType(character);
    if (PARTS_OF_WORDS.contains(type)) {
      return "plain";
    }
    String everywhere = expectedQuoted(character);
    return everywhere.equals("plain") ? "unusual_character" : everywhere;
  }

  private static String expectedQuoted(int character) {
    if (character == '\n' || character == '\r') {
      return "newline";
    }
    if (character >= 0xd800 && character <= 0xdfff) {
      return "malformed_text";
    }
    boolean control = character < 0x20 || (character >= 0x7f && character <= 0x9f);
    return control && character != '\t' ? "control_character" : "plain";
  }

  private static String expectedSingleQuoted(int character) {
    return character == '\'' ? "unclosed_quote" : expectedQuoted(character);
  }

  private static String expectedDoubleQuoted(int character) {
    return switch (character) {
      case '$' -> "expansion";
      case '`' -> "substitution";
      case '\\', '"' -> "unclosed_quote";
      default -> expectedQuoted(character);
    };
  }

  private static String expectedEscaped(int character) {
    return "\"\\$`".indexOf(character) >= 0 ? "plain" : "backslash";
  }

  /** What becomes of a line: the rule that it breaks, or what the character is in it. */
  private static String outcome(String before, int character, String after) {
    try {
      Pipeline pipeline = PipelineParser.parse(before + Character.toString(character) + after);
      boolean kept =
          pipeline.stages().stream()
              .flatMap(List::stream)
              .anyMatch(word -> word.codePoints().anyMatch(c -> c == character));
      if (pipeline.stages().size() == 2) {
        return "pipe";
      }
      return kept ? "plain" : "blank";
    } catch (PipelineSyntaxException e) {
      return e.rule().wireName();
    }
  }

  private interface Expectation {
    String of(int character);
  }

  private static void assertTable(String before, String after, Expectation expected) {
    List<String> wrong = new ArrayList<>();
    Map<String, Integer> seen = new TreeMap<>();
    characters()
        .forEach(
            character -> {
              String outcome = outcome(before, character, after);
              seen.merge(outcome, 1, Integer::sum);
              if (!outcome.equals(expected.of(character))) {
                wrong.add(
                    String.format(
                        "U+%04X: %s instead of %s", character, outcome, expected.of(character)));
              }
            });
    assertThat(wrong).isEmpty();
    assertThat(seen).hasSizeGreaterThan(1);
  }

  @Test
  void shouldFollowTheTableWhenACharacterIsInsideTheCommandWord() {
    assertTable("a", "b", c -> c == '=' ? "assignment" : expectedUnquoted(c));
  }

  @Test
  void shouldFollowTheTableWhenACharacterIsInsideALaterWord() {
    assertTable("x a", "b", CharacterTableTest::expectedUnquoted);
  }

  @Test
  void shouldFollowTheTableWhenACharacterBeginsALaterWord() {
    assertTable("x ", "b", CharacterTableTest::expectedUnquoted);
  }

  @Test
  void shouldFollowTheTableWhenACharacterEndsALine() {
    assertTable("x a", "", c -> c == '|' ? "empty_stage" : expectedUnquoted(c));
  }

  @Test
  void shouldFollowTheTableWhenACharacterIsInSingleQuotes() {
    assertTable("'a", "b'", CharacterTableTest::expectedSingleQuoted);
  }

  @Test
  void shouldFollowTheTableWhenACharacterIsInDoubleQuotes() {
    assertTable("\"a", "b\"", c -> c == '\\' ? "backslash" : expectedDoubleQuoted(c));
  }

  @Test
  void shouldFollowTheTableWhenACharacterIsBehindABackslashInDoubleQuotes() {
    assertTable("\"a\\", "b\"", CharacterTableTest::expectedEscaped);
  }
}
