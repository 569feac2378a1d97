package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.TerminalSize;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** An interactive bash on a terminal of the server's, typed to by a test. */
final class RemoteShell implements ExecutionListener, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROMPT = "READY> ";

  private final AtomicReference<String> screen = new AtomicReference<>("");
  private final ExecutorClient client;
  private final RemoteExecution bash;
  private int read;

  RemoteShell(int port, Path program) {
    String url = ClientJvm.url(port);
    client = ExecutorClient.connect(URI.create(url), ClientOptions.defaults()).join();
    ExecuteParams params =
        ExecuteParams.argv(List.of("bash", "--norc", "--noprofile", "-i"))
            .pty(new TerminalSize(100, 30))
            .env(
                Map.of(
                    "PS1",
                    PROMPT,
                    "HISTFILE",
                    "/dev/null",
                    "cc",
                    program.toString(),
                    "CC_EXECUTOR_URL",
                    url))
            .build();
    bash = client.execute(params, this).join();
    awaitPrompt();
  }

  void type(String keys) {
    bash.input().write(keys.getBytes(StandardCharsets.UTF_8)).join();
  }

  /** Types a line, and waits for the next prompt; gives what stands between. */
  String run(String line) {
    type(line + "\n");
    return awaitPrompt();
  }

  String awaitPrompt() {
    return await(Pattern.quote(PROMPT)).group();
  }

  /**
   * Waits until this is on the screen, behind all that was waited for before; gives all up to it.
   */
  Matcher await(String regex) {
    Pattern pattern = Pattern.compile("(?s).*?" + regex);
    Matcher[] found = new Matcher[1];
    Awaitility.await()
        .atMost(PATIENCE)
        .alias(regex + " in " + screen)
        .until(
            () -> {
              Matcher matcher = pattern.matcher(screen.get().substring(read));
              found[0] = matcher;
              return matcher.lookingAt();
            });
    read += found[0].end();
    return found[0];
  }

  void resize(int cols, int rows) {
    bash.resize(new TerminalSize(cols, rows)).join();
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    String text = new String(chunk.bytes(), StandardCharsets.UTF_8);
    screen.updateAndGet(before -> before + text);
    chunk.release();
  }

  @Override
  public String toString() {
    return screen.get();
  }

  @Override
  public void close() {
    bash.kill().join();
    bash.completion().join();
    client.close();
    client.closed().join();
  }
}
