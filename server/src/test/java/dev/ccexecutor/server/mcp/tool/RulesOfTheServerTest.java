package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.server.testkit.PrivateFiles;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What an operator does not allow, as a model meets it. */
@Timeout(60)
class RulesOfTheServerTest {
  @TempDir private Path directory;

  private RunningTestServer startWith(String policy) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("policies.json"), ("{'default':" + policy + "}").replace('\'', '"'));
    return RunningTestServer.start("policy-file", file.toString());
  }

  @Test
  void shouldRunWithinTheRulesWhenTheyAllowLessThanIsUsual() throws Exception {
    try (RunningTestServer server =
        startWith(
            "{'programs':'any','shells':true,"
                + "'limits':{'detach_ttl':10,'window':65536,'replay':65536}}")) {
      RecordedCall call = RecordedCall.on(server.port());

      JsonNode document = CalledTool.document("execute", Map.of("command", "seq 1 100000"), call);

      assertThat(document.at("/stdout/bytes").asLong()).isEqualTo(588_895);
      assertThat(document.get("transcript").isNull()).isTrue();
      assertThat(document.get("notes").toString()).contains("No transcript", "for 10 s at most");
      JsonNode started =
          CalledTool.document("execute_background", Map.of("command", "echo x"), call);
      assertThat(started.get("notes")).hasSize(2);
      assertThat(
              CalledTool.refusal(
                  "execute_background", Map.of("command", "true", "detach_ttl", 100), call))
          .contains("limit_exceeded", "at most 10");
      call.awaitClosed();
    }
  }

  @Test
  void shouldSayWhichRuleItIsWhenACommandIsNotAllowed() throws Exception {
    try (RunningTestServer server = startWith("{'programs':['echo','cat']}")) {
      RecordedCall call = RecordedCall.on(server.port());

      assertThat(CalledTool.refusal("execute", Map.of("command", "echo x; id"), call))
          .contains("(separator)", "Nothing was started", "Do not look for a way around");
      assertThat(CalledTool.refusal("execute", Map.of("argv", List.of("id")), call))
          .contains("program_not_allowed");
      JsonNode allowed = CalledTool.document("execute", Map.of("command", "echo x | cat"), call);
      assertThat(allowed.at("/stdout/text").asString()).isEqualTo("x\n");
      call.awaitClosed();
    }
  }

  @Test
  void shouldSayWhatToDoWhenThereAreAsManyAsThereMayBe() throws Exception {
    try (RunningTestServer server =
        startWith("{'programs':'any','shells':true,'max_executions':1}")) {
      RecordedCall call = RecordedCall.on(server.port());
      CalledTool.document("execute_background", Map.of("command", "sleep 1000"), call);

      assertThat(CalledTool.refusal("execute", Map.of("command", "true"), call))
          .contains("Wait for one to end, or cancel one");
      call.awaitClosed();
    }
  }

  @Test
  void shouldKnowNothingOfOthersWhenThereAreSeveralTokens() throws Exception {
    Path tokens =
        PrivateFiles.write(
            directory.resolve("tokens"), "red:red-token-0123456789\nblue:blue-token-0123456789\n");
    try (RunningTestServer server = RunningTestServer.start("token-file", tokens.toString())) {
      RecordedCall red = with(server, "red-token-0123456789");
      RecordedCall blue = with(server, "blue-token-0123456789");
      String id =
          CalledTool.document("execute_background", Map.of("command", "sleep 1000"), red)
              .get("execution_id")
              .asString();

      for (String tool : List.of("execution_status", "execution_output", "verify_execution")) {
        assertThat(CalledTool.refusal(tool, Map.of("execution_id", id), blue))
            .contains("No such execution");
      }
      assertThat(
              CalledTool.refusal(
                  "execution_control", Map.of("execution_id", id, "action", "kill"), blue))
          .contains("No such execution");
      assertThat(
              CalledTool.refusal("execution_input", Map.of("execution_id", id, "text", "x"), blue))
          .contains("No such execution");
      assertThat(CalledTool.document("execution_status", Map.of(), blue).get("executions"))
          .isEmpty();
      assertThat(CalledTool.document("execution_status", Map.of(), red).get("executions"))
          .hasSize(1);
      assertThat(CalledTool.refusal("execution_status", Map.of(), with(server, "none-such-00000")))
          .contains("It needs a token that it knows");
      red.awaitClosed();
      blue.awaitClosed();
    }
  }

  private static RecordedCall with(RunningTestServer server, String token) {
    return RecordedCall.on(server.port(), ClientOptions.defaults().withToken(token));
  }
}
