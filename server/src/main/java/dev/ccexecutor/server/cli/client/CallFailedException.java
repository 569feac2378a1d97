package dev.ccexecutor.server.cli.client;

/** What was asked of the server did not come about; the outcome says what that means here. */
final class CallFailedException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Outcome outcome;

  CallFailedException(Outcome outcome, Throwable cause) {
    super(outcome.message(), cause);
    this.outcome = outcome;
  }

  Outcome outcome() {
    return outcome;
  }
}
