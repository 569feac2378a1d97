package dev.ccexecutor.server.cli.client;

/** An argument has a value that it can't have; the message says which, and why not. */
public final class WrongArgumentException extends Exception {
  private static final long serialVersionUID = 1;

  public WrongArgumentException(String message) {
    super(message);
  }
}
