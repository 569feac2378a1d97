package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.NpmInstallation;
import dev.ccexecutor.server.testkit.ObservedProcess;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.ScriptedSdkClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The TypeScript SDK's own client, by its transport over WebSocket, with the product's tools. */
@Timeout(240)
class McpSdkTest {
  @RegisterExtension static final RunningTestServer SERVER = RunningTestServer.withSettings();

  private static NpmInstallation packages;

  private ScriptedSdkClient client;

  @BeforeAll
  static void install() throws Exception {
    packages = NpmInstallation.of("conformance");
  }

  @BeforeEach
  void connect() throws Exception {
    client = ScriptedSdkClient.start(packages, "ws://127.0.0.1:" + SERVER.port() + "/mcp");
    assertThat(client.result(client.send("connect")).get("name").asString())
        .isEqualTo("cc-executor");
  }

  @AfterEach
  void end() throws Exception {
    client.close();
    SERVER.awaitIdle();
  }

  private int call(String command) {
    return client.send(
        "call", Map.of("call", "it", "name", "execute", "arguments", Map.of("command", command)));
  }

  /** What the command prints first is its pid. */
  private ObservedProcess running() {
    call("echo $$; exec sleep 600");
    JsonNode progress =
        client.await(message -> "progress".equals(message.path("event").asString("")));
    return new ObservedProcess(
        Integer.parseInt(progress.path("progress").path("message").asString()));
  }

  @Test
  void shouldListAndCallToolsWhoseResultsHoldToTheirSchemas() throws Exception {
    JsonNode tools = client.result(client.send("list")).get("tools");
    assertThat(tools.valueStream().map(tool -> tool.get("name").asString())).contains("execute");

    // With the list at hand the client holds structuredContent to the outputSchema.
    JsonNode result = client.result(call("echo one; sleep 1.2; echo two"));

    assertThat(result.path("isError").asBoolean(false)).isFalse();
    assertThat(result.get("structuredContent").toString()).contains("one\\ntwo");
    assertThat(client.heard()).filteredOn(each -> each.has("event")).isNotEmpty();
    assertThat(client.heard()).noneMatch(each -> "error".equals(each.path("event").asString("")));
  }

  @Test
  void shouldEndTheTreeAndHearNoMoreOfItWhenACallIsAborted() throws Exception {
    ObservedProcess sleep = running();

    client.result(client.send("abort", Map.of("call", "it")));

    sleep.awaitEnd();
    SERVER.awaitIdle();
    client.result(client.send("ping"));
    // An answer to a request that it has given up would be an error to this client.
    assertThat(client.heard()).noneMatch(each -> "error".equals(each.path("event").asString("")));
  }

  @Test
  void shouldEndTheTreeAndServeAnotherConnectionWhenItIsClosedInACall() throws Exception {
    ObservedProcess sleep = running();

    client.result(client.send("close"));
    client.await(message -> "closed".equals(message.path("event").asString("")));
    sleep.awaitEnd();

    client.result(client.send("connect"));
    assertThat(client.result(call("echo again")).toString()).contains("again\\n");
  }
}
