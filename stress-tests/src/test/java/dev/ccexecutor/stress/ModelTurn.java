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

  /** Some text, and a line for the agent's own shell. */
  static ModelTurn runs(String line) {
    return new Tool("Let me see.", "Bash", MessageStream.object().put("command", line));
  }

  /** One error of the API instead of an answer. */
  static ModelTurn fails(int status, String errorType) {
    return new Failure(status, errorType, "as the script has it", /* forGood= */ false);
  }

  /** Nothing but this error from now on: an agent may ask for the same in other words. */
  static ModelTurn refuses(int status, String errorType, String message) {
    return new Failure(status, errorType, message, /* forGood= */ true);
  }

  /** See {@link #says(String, CountDownLatch, String)}. */
  record Text(String beginning, CountDownLatch cue, String rest) implements ModelTurn {}

  /** Text and a tool that the agent is to use, after which it asks again. */
  record Tool(String text, String name, JsonNode input) implements ModelTurn {}

  /** See {@link #fails} and {@link #refuses}. */
  record Failure(int status, String errorType, String message, boolean forGood)
      implements ModelTurn {}
}
