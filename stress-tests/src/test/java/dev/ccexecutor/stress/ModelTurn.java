package dev.ccexecutor.stress;

import java.util.concurrent.CountDownLatch;
import tools.jackson.databind.JsonNode;

/** What the stub of the Messages API answers to one request of an agent. */
sealed interface ModelTurn {

  /** Text that arrives in pieces, and the end of the turn. */
  static ModelTurn says(String text) {
    return new Text(text, new CountDownLatch(0), "");
  }

  /** Text that stops in the middle until the latch opens. */
  static ModelTurn says(String beginning, CountDownLatch cue, String rest) {
    return new Text(beginning, cue, rest);
  }

  /** A line for the agent's own shell. */
  static ModelTurn runs(String line) {
    return new Tool("Bash", MessageStream.object().put("command", line));
  }

  /** An error of the API instead of an answer. */
  static ModelTurn fails(int status, String errorType) {
    return new Failure(status, errorType);
  }

  /** See {@link #says(String, CountDownLatch, String)}. */
  record Text(String beginning, CountDownLatch cue, String rest) implements ModelTurn {}

  /** A tool that the agent is to use, after which it asks again. */
  record Tool(String name, JsonNode input) implements ModelTurn {}

  /** See {@link #fails}. */
  record Failure(int status, String errorType) implements ModelTurn {}
}
