package dev.ccexecutor.server.config;

import java.io.Serial;

/**
 * A text that is no value of its setting's type. The message is the end of a sentence that begins
 * with the text, and never repeats it: the text may be a secret.
 */
public final class InvalidValueException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates the exception; {@code reason} reads like "is not a whole number". */
  public InvalidValueException(String reason) {
    super(reason);
  }
}
