package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.McpConnection;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * The product's own tools and resources, all the way: over HTTP, on the server's own connections.
 */
@Timeout(60)
class McpToolsTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private McpConnection connection;
  private int nextId;

  @BeforeEach
  void connect() throws IOException {
    connection = McpConnection.open(SERVER.port());
  }

  @AfterEach
  void disconnect() throws IOException {
    connection.close();
  }

  private McpConnection begin(String tool, Map<String, ?> arguments) throws IOException {
    String json = Json.MAPPER.writeValueAsString(arguments);
    return connection.post(
        McpRequest.modernCall(nextId++, tool, json), McpRequest.modernHeaders(tool));
  }

  private JsonNode call(String tool, Map<String, ?> arguments) throws IOException {
    return begin(tool, arguments).readResponse().get("result");
  }

  private JsonNode ask(String tool, Map<String, ?> arguments) throws IOException {
    JsonNode result = call(tool, arguments);
    assertThat(result.path("isError").asBoolean(false)).as(result.toString()).isFalse();
    return result.get("structuredContent");
  }

  @Test
  void shouldOfferAllToolsWhenTheyAreAskedFor() throws Exception {
    JsonNode tools =
        connection
            .post(McpRequest.modern(1, "tools/list"), McpRequest.MODERN, "Mcp-Method: tools/list")
            .readResponse()
            .at("/result/tools");

    assertThat(tools).hasSize(8);
    assertThat(tools)
        .allMatch(tool -> tool.has("outputSchema") && tool.at("/annotations").has("title"));
  }

  @Test
  void shouldShowItsNewestLineAndItsEndWhenACommandRuns() throws Exception {
    JsonNode result = call("execute", Map.of("command", "echo begun; exit 3"));

    assertThat(result.at("/structuredContent/exit_code").asInt()).isEqualTo(3);
    assertThat(result.at("/structuredContent/stdout/text").asString()).isEqualTo("begun\n");
    assertThat(result.at("/content/1/type").asString()).isEqualTo("resource_link");
    String uri = result.at("/content/1/uri").asString();
    JsonNode contents =
        connection
            .post(
                McpRequest.modern(9, "resources/read")
                    .replace("\"params\":{", "\"params\":{\"uri\":\"" + uri + "\","),
                McpRequest.MODERN,
                "Mcp-Method: resources/read",
                "Mcp-Name: " + uri)
            .readResponse()
            .at("/result/contents");
    assertThat(contents.at("/0/text").asString()).isEqualTo("begun\n");
  }

  @Test
  void shouldEndTheTreeWhenItsStreamIsClosed() throws Exception {
    begin("execute", Map.of("command", "echo $$; setsid sleep 1000 & echo $!; wait"));
    connection.readHead();
    String pids = connection.readEvent().message().at("/params/message").asString();
    ObservedProcess process = new ObservedProcess(Integer.parseInt(pids.strip()));
    assertThat(process.lives()).isTrue();

    connection.close();

    process.awaitEnd();
    SERVER.awaitIdle();
  }

  @Test
  void shouldOutliveItsCallWhenItIsInTheBackground() throws Exception {
    JsonNode started =
        ask(
            "execute_background",
            Map.of("command", "read x; echo got $x", "keep_stdin_open", true));
    String id = started.get("execution_id").asString();

    ask("execution_input", Map.of("execution_id", id, "text", "it\n", "close", true));
    Deadline.await("its end")
        .until(
            () ->
                !ask("execution_status", Map.of("execution_id", id))
                    .at("/executions/0/exit")
                    .isNull());

    assertThat(ask("execution_output", Map.of("execution_id", id)).get("text").asString())
        .isEqualTo("got it\n");
    assertThat(ask("verify_execution", Map.of("execution_id", id)).get("verdict").asString())
        .isEqualTo("verified");
  }

  @Test
  void shouldSayWhatIsWrongWhenAnArgumentIsNone() throws Exception {
    JsonNode message =
        begin("execution_control", Map.of("execution_id", "x", "action", "explode")).readResponse();

    assertThat(message.at("/result/isError").asBoolean()).isTrue();
    assertThat(message.at("/result/content/0/text").asString()).contains("action");
  }
}
