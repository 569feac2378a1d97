package dev.ccexecutor.server.execution.spool;

/** A block that is not as it was written. The message says which. */
final class MalformedBlockException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedBlockException(String message) {
    super(message);
  }
}
