package dev.ccexecutor.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.cli.client.ClientOption;
import dev.ccexecutor.server.cli.client.GivenOptions;
import dev.ccexecutor.server.cli.client.Request;
import dev.ccexecutor.server.cli.client.StandardStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class PlainArgumentsTest {
  private static final int ROUNDS = 20_000;
  private static final int MOST_WORDS = 6;
  private static final List<String> RUN_WORDS =
      List.of(
          "--url",
          "--url=ws://h:1/ws",
          "ws://h:1/ws",
          "--cwd",
          "--cwd=/a b",
          "--cwd=",
          "--token-file=/t",
          "--token-file",
          "--token",
          "--token=x",
          "--ca=/c",
          "--cert",
          "--key=/k",
          "--timeout",
          "--timeout=5s",
          "--env=A=b",
          "--env",
          "--label=c",
          "--detach",
          "-d",
          "--tty",
          "--no-tty=true",
          "--json",
          "--spool",
          "--id=x",
          "5s",
          "--",
          "-",
          "",
          "ls",
          "-l",
          "--help",
          "-h",
          "--version",
          "@file",
          "a=b",
          "--unknown",
          "--unknown=1",
          "\"q\"",
          "'q'",
          "--url=-1",
          "-url",
          "$HOME",
          "${x}");
  private static final List<String> SERVE_WORDS =
      List.of(
          "--port",
          "--port=0",
          "0",
          "--host",
          "--host=::1",
          "--config",
          "--config=f",
          "--data-dir",
          "--token",
          "--token=x",
          "--tls-cert=/c",
          "/d",
          "--",
          "-",
          "",
          "--help",
          "--unknown",
          "-p",
          "--por=1",
          "--port=\"1\"",
          "@f",
          "--origin=http://a,http://b",
          "--log-level",
          "info",
          "--host=",
          "--host=-x",
          "word");

  private final Random random = new Random(52);

  @Test
  void shouldReadOptionsInBothFormsWhenAServerIsStarted() {
    assertThat(PlainArguments.ofServe(List.of("--port", "0", "--data-dir=/d", "--config", "f")))
        .contains(Map.of("port", "0", "data-dir", "/d", "config", "f"));
  }

  @Test
  void shouldLeaveTheCommandAsItIsWhenOneIsRun() {
    assertThat(PlainArguments.ofRun(List.of("--url=ws://h:1/ws", "--", "ls", "-l", "--url=x", "")))
        .contains(
            new Request(
                new GivenOptions(Map.of(ClientOption.URL, List.of("ws://h:1/ws"))),
                List.of("ls", "-l", "--url=x", "")));
  }

  @Test
  void shouldReadNothingWhenItIsNotCertain() {
    assertThat(PlainArguments.ofRun(List.of("--help"))).isEmpty();
    assertThat(PlainArguments.ofRun(List.of("--url"))).isEmpty();
    assertThat(PlainArguments.ofRun(List.of("--url=a", "--url=b", "ls"))).isEmpty();
    assertThat(PlainArguments.ofServe(List.of("--port", "0", "word"))).isEmpty();
  }

  /** Whatever is read without picocli must be what picocli would have read. */
  @Test
  void shouldReadAsPicocliDoesWhenACommandIsRun() {
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> words = randomWords(RUN_WORDS);
      Optional<Request> plain = PlainArguments.ofRun(words);
      if (plain.isPresent()) {
        read++;
        assertThat(plain).as("run %s", words).isEqualTo(requestOfPicocli(words));
      }
    }
    assertThat(read).isGreaterThan(ROUNDS / 20);
  }

  /** Whatever is read without picocli must be what picocli would have read. */
  @Test
  void shouldReadAsPicocliDoesWhenAServerIsStarted() {
    int read = 0;
    for (int round = 0; round < ROUNDS; round++) {
      List<String> words = randomWords(SERVE_WORDS);
      Optional<Map<String, String>> plain = PlainArguments.ofServe(words);
      if (plain.isPresent()) {
        read++;
        assertThat(plain).as("serve %s", words).isEqualTo(settingsOfPicocli(words));
      }
    }
    assertThat(read).isGreaterThan(ROUNDS / 100);
  }

  private List<String> randomWords(List<String> vocabulary) {
    List<String> words = new ArrayList<>();
    int count = random.nextInt(MOST_WORDS + 1);
    for (int i = 0; i < count; i++) {
      words.add(vocabulary.get(random.nextInt(vocabulary.size())));
    }
    return words;
  }

  private static Optional<Request> requestOfPicocli(List<String> words) {
    return parsed("run", words)
        .map(subcommand -> ClientLines.requestOf(subcommand.getParseResult()));
  }

  private static Optional<Map<String, String>> settingsOfPicocli(List<String> words) {
    return parsed("serve", words)
        .map(subcommand -> SettingOptions.given(subcommand.getParseResult()));
  }

  private static Optional<CommandLine> parsed(String command, List<String> words) {
    CommandLine line =
        CommandLines.create(
            config -> {
              throw new AssertionError("nothing is to be started");
            },
            Map.of(),
            StandardStreams.ofThisProcess());
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(words);
    try {
      line.parseArgs(arguments.toArray(String[]::new));
      return Optional.of(line.getSubcommands().get(command));
    } catch (ParameterException wrong) {
      return Optional.empty();
    }
  }
}
