package dev.ccexecutor.server.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.BlockingOutput;
import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the client's documentation. */
class ClientExampleTest {

  private static final Path DOCUMENT = Path.of("..", "docs", "CLIENT.md");
  private static final Path SOURCE =
      Path.of("src/test/java/dev/ccexecutor/server/client/ClientExampleTest.java");

  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @Test
  void shouldSortWhenTheExampleRuns() throws Exception {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    // begin
    ExecutorClient client = ExecutorClient.connect(uri, ClientOptions.defaults()).get();
    BlockingOutput output = new BlockingOutput();
    ExecuteParams params =
        ExecuteParams.command("sort -n").stdin(StdinMode.PIPE).timeout(60).build();
    RemoteExecution sort = client.execute(params, output).get();
    output.stderr().close(); // Nobody reads it, so it must not fill the window.
    sort.input().write("10\n9\n8\n".getBytes(UTF_8)).get();
    sort.input().close().get();
    String sorted = new String(output.stdout().readAllBytes(), UTF_8);
    ProcessCompleted end = sort.completion().get();
    client.close();
    // end
    client.closed().get();

    assertThat(sorted).isEqualTo("8\n9\n10\n");
    assertThat(end.exitCode()).isZero();
  }

  @Test
  void shouldBeWhatTheDocumentShows() throws Exception {
    String source = Files.readString(SOURCE);
    String example =
        source.substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end\n"));

    assertThat(Files.readString(DOCUMENT))
        .contains("```java\n" + example.stripTrailing().stripIndent() + "\n```");
  }
}
