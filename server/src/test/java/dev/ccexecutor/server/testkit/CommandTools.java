package dev.ccexecutor.server.testkit;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Two tools for tests of what brings messages to tools. */
public final class CommandTools {
  private CommandTools() {}

  /**
   * {@code run} runs the line {@code command}, tells its pid by a progress notification, and
   * answers with what it has printed; {@code say} answers with {@code bytes} bytes.
   */
  public static Catalog catalog() {
    return new Catalog("", List.of(new Run(), new Say()), Optional.empty(), List.of());
  }

  private static ToolDescription described(String name, String parameter, String type) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.putObject("properties").putObject(parameter).put("type", type);
    return new ToolDescription(name, name, name, schema, null, null, TaskSupport.FORBIDDEN);
  }

  private static final class Run implements Tool {
    @Override
    public ToolDescription description() {
      return described("run", "command", "string");
    }

    @Override
    public Outcome call(ObjectNode arguments, CallContext context) throws InterruptedException {
      ExecuteParams params =
          ExecuteParams.command(arguments.path("command").asString(""))
              .onDisconnect(OnDisconnect.CANCEL)
              .build();
      Output output = new Output();
      try (ExecutorClient client = context.caller().connections().open(Purpose.WAIT).get()) {
        RemoteExecution execution = client.execute(params, output).get();
        context.progress(1, null, "pid " + execution.pid());
        execution.completion().get();
        return ToolResult.text(output.bytes.toString(StandardCharsets.UTF_8));
      } catch (ExecutionException failed) {
        return ToolResult.error(failed.getCause().getMessage());
      }
    }
  }

  private static final class Output implements ExecutionListener {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void onOutput(OutputChunk chunk) {
      bytes.writeBytes(chunk.bytes());
      chunk.release();
    }
  }

  private static final class Say implements Tool {
    @Override
    public ToolDescription description() {
      return described("say", "bytes", "integer");
    }

    @Override
    public Outcome call(ObjectNode arguments, CallContext context) {
      return ToolResult.text("x".repeat(arguments.path("bytes").asInt(0)));
    }
  }
}
