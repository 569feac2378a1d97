package dev.ccexecutor.server.mcp.feature;

/** A caller has as many connections as it may, and can have another when one of them has ended. */
public final class TooManyConnectionsException extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * Makes one.
   *
   * @param message for the model: how many there may be, and what to do
   */
  public TooManyConnectionsException(String message) {
    super(message, null, false, false);
  }
}
