package dev.ccexecutor.server.mcp.resource;

import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.server.mcp.executor.ExecutionPages;
import dev.ccexecutor.server.mcp.executor.ExecutionUri;
import dev.ccexecutor.server.mcp.executor.ExecutionUri.Part;
import dev.ccexecutor.server.mcp.executor.ExecutorException;
import dev.ccexecutor.server.mcp.executor.ExecutorSession;
import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.Resources;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The executions of the caller's, each as its two outputs and its status. */
public final class ExecutionResources implements Resources {
  private static final int EXECUTIONS_OF_A_PAGE = 50;
  private static final int MOST_COMPLETIONS = 100;
  private static final String VARIABLE = "execution_id";

  @Override
  public Page list(Caller caller, Optional<String> cursor)
      throws McpException, InterruptedException {
    try (ExecutorSession session = ExecutorSession.open(caller, Purpose.LOOK)) {
      ExecutionPages.Page page =
          ExecutionPages.page(session, cursor, EXECUTIONS_OF_A_PAGE)
              .orElseThrow(() -> McpError.invalidParams("cursor is none").asException());
      List<ObjectNode> resources = new ArrayList<>();
      for (ExecutionStatus status : page.executions()) {
        resources.add(output(status, Part.STDOUT, status.stdout()));
        resources.add(output(status, Part.STDERR, status.stderr()));
        resources.add(status(status));
      }
      return new Page(resources, page.nextCursor());
    } catch (ExecutorException failure) {
      throw asMcp(failure);
    }
  }

  private static ObjectNode output(ExecutionStatus status, Part part, StreamRange range) {
    ObjectNode resource = resource(status, part, "text/plain");
    return resource.put("size", range.to());
  }

  private static ObjectNode status(ExecutionStatus status) {
    return resource(status, Part.STATUS, "application/json");
  }

  private static ObjectNode resource(ExecutionStatus status, Part part, String mimeType) {
    String uri = ExecutionUri.of(status.executionId(), part);
    ObjectNode resource = JsonNodeFactory.instance.objectNode();
    resource.put("uri", uri);
    resource.put("name", uri.substring("exec://".length()));
    String command = status.command() == null ? "" : " of " + firstLine(status.command());
    resource.put("title", part.word() + command);
    resource.put("mimeType", mimeType);
    if (status.startedAt() != null) {
      resource.putObject("annotations").put("lastModified", status.startedAt().toString());
    }
    return resource;
  }

  private static String firstLine(String command) {
    return command.lines().findFirst().orElse("");
  }

  @Override
  public List<ObjectNode> templates() {
    List<ObjectNode> templates = new ArrayList<>();
    for (Part part : new Part[] {Part.STDOUT, Part.STDERR}) {
      templates.add(
          template(
              part,
              "{?offset,limit}",
              "text/plain",
              "Output of an execution, from offset on (default: so that the end is there), limit"
                  + " bytes at most (default and most: 1048576). _meta of what is read says which"
                  + " bytes these are."));
    }
    templates.add(
        template(
            Part.STATUS,
            "",
            "application/json",
            "How an execution does: state, how much it has written, how it ended."));
    return templates;
  }

  private static ObjectNode template(Part part, String query, String mimeType, String description) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("uriTemplate", "exec://{" + VARIABLE + "}/" + part.word() + query)
        .put("name", "execution-" + part.word())
        .put("title", part.word() + " of an execution")
        .put("description", description)
        .put("mimeType", mimeType);
  }

  @Override
  public Optional<ArrayNode> read(String uri, CallContext context)
      throws McpException, InterruptedException {
    Optional<ExecutionUri> parsed = ExecutionUri.parse(uri);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    try (ExecutorSession session = ExecutorSession.open(context.caller(), Purpose.LOOK)) {
      ObjectNode contents = ResourceContents.read(uri, parsed.get(), session);
      return Optional.of(JsonNodeFactory.instance.arrayNode().add(contents));
    } catch (ExecutorException failure) {
      if (failure.is(ErrorKind.EXECUTION_NOT_FOUND)) {
        return Optional.empty();
      }
      throw asMcp(failure);
    }
  }

  @Override
  public Optional<Watch> watch(String uri, Caller caller, Runnable onUpdated)
      throws McpException, InterruptedException {
    Optional<ExecutionUri> parsed = ExecutionUri.parse(uri);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ExecutionWatch.begin(parsed.get(), caller, onUpdated));
    } catch (ExecutorException failure) {
      if (failure.is(ErrorKind.EXECUTION_NOT_FOUND)) {
        return Optional.empty();
      }
      throw asMcp(failure);
    }
  }

  @Override
  public List<String> complete(String uriTemplate, String variable, String prefix, Caller caller)
      throws McpException, InterruptedException {
    if (!variable.equals(VARIABLE)) {
      return List.of();
    }
    try (ExecutorSession session = ExecutorSession.open(caller, Purpose.LOOK)) {
      return ExecutorSession.await(session.client().list()).reversed().stream()
          .map(ExecutionStatus::executionId)
          .filter(id -> id.startsWith(prefix))
          .limit(MOST_COMPLETIONS)
          .toList();
    } catch (ExecutorException failure) {
      throw asMcp(failure);
    }
  }

  private static McpException asMcp(ExecutorException failure) {
    boolean isAsked = failure.is(ErrorKind.INVALID_PARAMS) || failure.is(ErrorKind.OUTPUT_EXPIRED);
    return (isAsked
            ? McpError.invalidParams(failure.getMessage())
            : McpError.of(McpError.REFUSED, failure.getMessage()))
        .asException();
  }
}
