package dev.ccexecutor.server.mcp.feature;

import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a call knows of whoever makes it, and can tell and ask them. Any thread. */
public interface CallContext {
  Era era();

  Caller caller();

  /** What the client has said it can do; empty if it has said nothing. */
  ObjectNode clientCapabilities();

  /** Whether anybody hears {@link #progress}. */
  boolean wantsProgress();

  /**
   * Says that it goes on. May be dropped, where the client reads slowly or asked for none, so a
   * result is complete without it.
   *
   * @param progress is made to rise
   * @param total null where it is not known
   * @param message null for none
   */
  void progress(double progress, Double total, String message);

  /** A log message for the client, if it wants such; may be dropped. */
  void log(LogLevel level, String logger, JsonNode data);

  /**
   * Asks the client and waits for its answer; the legacy era only.
   *
   * @return its result
   * @throws McpException if it answers by an error, or can't be asked
   */
  JsonNode ask(String method, ObjectNode params) throws McpException, InterruptedException;

  /**
   * The client's answers, by the keys of {@link Outcome.InputRequired}; empty if there are none.
   */
  ObjectNode inputResponses();

  /** The state of the {@link Outcome.InputRequired} that these are the answers to. */
  Optional<JsonNode> requestState();

  /**
   * Has the client asked while a task is {@code input_required}, and waits for all the answers; for
   * calls that {@linkplain #isTask are tasks}.
   */
  ObjectNode awaitInput(ObjectNode inputRequests) throws InterruptedException;

  /** Whether this call is a task: nobody waits for it. */
  boolean isTask();

  /** One of the lists that clients have is another now. */
  void listChanged(ListKind kind);
}
