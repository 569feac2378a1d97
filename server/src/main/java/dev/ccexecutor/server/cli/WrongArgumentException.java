package dev.ccexecutor.server.cli;

/** An argument has a value that it can't have; the message says which, and why not. */
final class WrongArgumentException extends Exception {
  private static final long serialVersionUID = 1;

  WrongArgumentException(String message) {
    super(message);
  }
}
