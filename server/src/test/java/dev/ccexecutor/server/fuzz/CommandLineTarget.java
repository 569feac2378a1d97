package dev.ccexecutor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.security.command.Pipeline;
import dev.ccexecutor.server.security.command.PipelineParser;
import dev.ccexecutor.server.security.command.PipelineSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line under rules: it is refused by a rule, or the line that the shell gets has nothing
 * outside of its quotes but what separates words, and the same words.
 */
public final class CommandLineTarget {
  private static final char QUOTE = '\'';

  private CommandLineTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    String line = new String(input, StandardCharsets.UTF_8);
    try {
      Pipeline pipeline = PipelineParser.parse(line);
      assertThat(pipeline.stages()).isNotEmpty().allSatisfy(one -> assertThat(one).isNotEmpty());
      assertThat(asShellReads(pipeline.toShellLine())).isEqualTo(pipeline.stages());
    } catch (PipelineSyntaxException e) {
      assertThat(e.rule()).isNotNull();
      assertThat(e.position()).isBetween(0, line.length());
    }
  }

  /** The words, read by the two rules of quoting that are used, and no others. */
  private static List<List<String>> asShellReads(String line) {
    List<List<String>> stages = new ArrayList<>(List.of(new ArrayList<>()));
    StringBuilder word = null;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == QUOTE) {
        int end = line.indexOf(QUOTE, i + 1);
        word = (word == null ? new StringBuilder() : word).append(line, i + 1, end);
        i = end;
      } else if (c == '\\') {
        assertThat(line.charAt(++i)).isEqualTo(QUOTE);
        word.append(QUOTE);
      } else {
        assertThat(c).isIn(' ', '|');
        word = endWord(stages, word);
        if (c == '|') {
          stages.add(new ArrayList<>());
        }
      }
    }
    endWord(stages, word);
    return stages;
  }

  private static StringBuilder endWord(List<List<String>> stages, StringBuilder word) {
    if (word != null) {
      stages.getLast().add(word.toString());
    }
    return null;
  }
}
