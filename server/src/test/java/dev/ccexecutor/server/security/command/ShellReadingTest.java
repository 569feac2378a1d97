package dev.ccexecutor.server.security.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random lines, written anew for a shell and run by real ones: each must read exactly the words
 * that were found. A seed stands in each failure.
 */
@Timeout(240)
class ShellReadingTest {
  private static final int LINES_ONE_BY_ONE = 150;
  private static final int LINES_AT_ONCE = 4_000;

  /** What shells make something of, and what their readers have stumbled over. */
  private static final String[] PIECES = {
    "a",
    "Z",
    "0",
    "-",
    "--",
    "-c",
    "=",
    "A=b",
    "/",
    ".",
    "..",
    ",",
    ":",
    "@",
    "%",
    "+",
    "^",
    "_",
    " ",
    "\t",
    "|",
    "||",
    "'",
    "\"",
    "''",
    "\"\"",
    "\\",
    "\\\\",
    "\\\"",
    "\\$",
    "\\`",
    "$",
    "$x",
    "$(id)",
    "${x}",
    "`id`",
    "*",
    "?",
    "[a]",
    "~",
    "#",
    "!",
    "!!",
    "{a,b}",
    "(",
    ")",
    ";",
    "&",
    "&&",
    "<",
    ">",
    ">>",
    "if",
    "in",
    "time",
    "-n",
    "-e",
    "é",
    "ß",
    "你",
    "\u00a0",
    "\u2028",
    "🎉",
    "\u0101",
    "\u0181",
    "\u00c1",
    "\u0081",
    "\u0088",
    "\u200b",
    "｜",
    "\ufeff",
    "\ufffd",
    "\n",
    "\r",
    "\0",
    "\u0001",
    "\u007f",
    "\ud800",
    "\u0301",
    "\u07ff",
    "\u0800",
    "\uffff",
    "\udbff\udfff"
  };

  static Stream<Path> shells() {
    return Stream.of("/bin/sh", "/bin/bash", "/usr/bin/zsh", "/usr/bin/ksh", "/usr/bin/busybox")
        .map(Path::of)
        .filter(Files::isExecutable);
  }

  private static String[] shellCommand(Path shell, String... arguments) {
    List<String> command = new ArrayList<>(List.of(shell.toString()));
    if (shell.endsWith("busybox")) {
      command.add("sh");
    }
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** A random line that the grammar takes; most are refused, as they should be. */
  private static Pipeline randomPipeline(Random random) {
    return Stream.generate(() -> parsed(randomLine(random)))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  private static String randomLine(Random random) {
    StringBuilder line = new StringBuilder("x ");
    int pieces = 1 + random.nextInt(12);
    for (int i = 0; i < pieces; i++) {
      line.append(randomPart(random));
    }
    return line.toString();
  }

  private static Optional<Pipeline> parsed(String line) {
    try {
      return Optional.of(PipelineParser.parse(line));
    } catch (PipelineSyntaxException e) {
      return Optional.empty();
    }
  }

  private static String randomPart(Random random) {
    String piece = PIECES[random.nextInt(PIECES.length)];
    return switch (random.nextInt(5)) {
      case 0 -> "'" + piece + PIECES[random.nextInt(PIECES.length)] + "'";
      case 1 -> "\"" + piece + PIECES[random.nextInt(PIECES.length)] + "\"";
      case 2 -> " " + piece;
      default -> piece;
    };
  }

  /** Prints every word with a NUL behind it; the last stage's words are what can be seen. */
  private static Pipeline printing(Pipeline pipeline) {
    List<List<String>> stages = new ArrayList<>();
    for (List<String> words : pipeline.stages()) {
      List<String> command = new ArrayList<>(List.of("/usr/bin/printf", "%s\\0", "|"));
      command.addAll(words.subList(1, words.size()));
      stages.add(command);
    }
    return new Pipeline(stages);
  }

  private static List<String> printedWords(Pipeline printing) {
    List<String> last = printing.stages().getLast();
    return last.subList(2, last.size());
  }

  private static List<String> split(byte[] output) {
    List<String> words =
        new ArrayList<>(Arrays.asList(new String(output, StandardCharsets.UTF_8).split("\0", -1)));
    words.removeLast();
    return words;
  }

  private static byte[] run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    process.waitFor();
    return output;
  }

  @ParameterizedTest
  @MethodSource("shells")
  void shouldReadTheWordsThatWereFoundWhenALineIsHandedOn(Path shell) throws Exception {
    for (long seed = 0; seed < LINES_ONE_BY_ONE; seed++) {
      Pipeline pipeline = printing(randomPipeline(new Random(seed)));

      byte[] output = run(shellCommand(shell, "-c", pipeline.toShellLine()));

      assertThat(split(output)).as("seed %d", seed).isEqualTo(printedWords(pipeline));
    }
  }

  /** Thousands more, in one script, where what breaks out of one line spoils all that follow. */
  @ParameterizedTest
  @MethodSource("shells")
  void shouldReadTheWordsThatWereFoundWhenThereAreThousands(Path shell) throws Exception {
    Random random = new Random(20_261_122);
    List<String> expected = new ArrayList<>();
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < LINES_AT_ONCE; i++) {
      Pipeline pipeline = builtinPrinting(randomPipeline(random));
      script.append(pipeline.toShellLine()).append('\n');
      List<String> last = pipeline.stages().getLast();
      expected.addAll(last.subList(2, last.size()));
    }
    Path file = write(script.toString());
    try {
      assertThat(split(run(shellCommand(shell, file.toString())))).isEqualTo(expected);
    } finally {
      Files.delete(file);
    }
  }

  /**
   * By the shell's own printf, which needs no process, and without the stages that can't be seen.
   */
  private static Pipeline builtinPrinting(Pipeline pipeline) {
    List<String> last = pipeline.stages().getLast();
    List<String> command = new ArrayList<>(List.of("printf", "%s\\0", "|"));
    command.addAll(last.subList(1, last.size()));
    return new Pipeline(List.of(command));
  }

  private static Path write(String script) throws IOException {
    return Files.writeString(Files.createTempFile("lines", ".sh"), script);
  }
}
