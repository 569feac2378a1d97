package dev.ccexecutor.protocol.frame;

/** Bytes that are no data frame. The connection they came on is closed, so nobody needs a trace. */
public final class MalformedFrameException extends Exception {

  private static final long serialVersionUID = 1;

  public MalformedFrameException(String message) {
    super(message, null, false, false);
  }
}
