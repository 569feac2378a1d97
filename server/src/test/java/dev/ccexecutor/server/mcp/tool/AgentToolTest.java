package dev.ccexecutor.server.mcp.tool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.agent.StandInAgent;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Agents that a model has do its work, with a stand-in for them, on a real server. */
@Timeout(60)
class AgentToolTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private final RecordedCall call = RecordedCall.on(server.port());

  private Map<String, Object> task(String prompt) {
    return new HashMap<>(
        Map.of(
            "prompt",
            prompt,
            "agent_command",
            StandInAgent.command(),
            "cwd",
            directory.toString(),
            "timeout",
            50));
  }

  @Test
  void shouldGiveTheAgentsResultWhenItHasSucceeded() throws Exception {
    Map<String, Object> task = task("Say hi");
    task.put("tools", List.of("Read"));
    task.put("model", "small");
    task.put("max_turns", 5);
    task.put("max_budget_usd", 0.5);

    JsonNode result = CalledTool.call("agent_task", task, call);

    assertThat(result.has("isError")).as(result.toString()).isFalse();
    JsonNode document = result.get("structuredContent");
    assertThat(document.get("result").asString()).isEqualTo("You said: Say hi");
    assertThat(document.get("is_error").asBoolean()).isFalse();
    assertThat(document.get("model").asString()).isEqualTo("small");
    assertThat(document.at("/events/count").asInt()).isEqualTo(3);
    assertThat(CalledTool.text(result))
        .contains("You said: Say hi", document.get("execution_id").asString());
    assertThat(call.messages()).anyMatch(message -> message.startsWith("attempt 1 as "));
    assertThat(call.awaitClosed()).isEqualTo(1);
  }

  @Test
  void shouldSayWhyAndWhatToDoWhenItHasFailed() throws Exception {
    JsonNode result = CalledTool.call("agent_task", task("[[403]]"), call);

    assertThat(result.get("isError").asBoolean()).isTrue();
    assertThat(result.at("/structuredContent/failure/type").asString())
        .isEqualTo("permission_refused");
    assertThat(CalledTool.text(result)).startsWith("The task failed (permission_refused): ");
  }

  @Test
  void shouldTryAgainAndTellOfItWhenTheFailurePasses() throws Exception {
    JsonNode document = CalledTool.document("agent_task", task("[[no result once]]"), call);

    assertThat(document.get("retries")).hasSize(1);
    assertThat(call.messages()).anyMatch(message -> message.contains("attempt 1 failed"));
  }

  @Test
  void shouldEndTheAgentAndItsTreeWhenTheCallIsCanceled() throws Exception {
    Map<String, Object> task = task("[[wait for go]]");
    try (CanceledCall canceled = CanceledCall.begin("agent_task", task, call)) {
      Deadline.await("the agent").until(() -> Files.exists(directory.resolve("began")));

      canceled.cancel();

      canceled.assertInterrupted();
    }
    assertThat(call.awaitClosed()).isEqualTo(1);
    server.awaitIdle();
  }

  @Test
  void shouldSayWhatIsWrongWhenATaskCanNotBe() throws Exception {
    Map<String, Object> blank = task("  ");
    assertThat(CalledTool.refusal("agent_task", blank, call)).contains("no text");

    JsonNode result =
        CalledTool.call(
            "agent_task", Map.of("prompt", "hi", "agent_command", List.of("no-such-agent")), call);
    assertThat(result.get("isError").asBoolean()).isTrue();
    // A model has arguments, not the options of the command line.
    assertThat(CalledTool.text(result))
        .contains("agent_not_found", "no-such-agent", "name it by agent_command")
        .doesNotContain("--");
    assertThat(result.at("/structuredContent/failure/advice").asString())
        .contains("agent_command")
        .doesNotContain("--");
  }

  @Test
  void shouldTakeWhateverAnswersWhenItIsTheAgentText() throws Exception {
    Map<String, Object> task = task("to be printed");
    task.put("agent", "text");
    task.put("agent_command", List.of("echo"));

    assertThat(CalledTool.document("agent_task", task, call).get("result").asString())
        .contains("to be printed");
  }
}
