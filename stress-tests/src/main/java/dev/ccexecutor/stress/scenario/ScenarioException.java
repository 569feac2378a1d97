package dev.ccexecutor.stress.scenario;

/** A file of scenarios can't be used; the message names the file and what is wrong in it. */
public final class ScenarioException extends Exception {
  private static final long serialVersionUID = 1;

  ScenarioException(String message, Throwable cause) {
    super(message, cause);
  }

  ScenarioException(String message) {
    super(message);
  }
}
