package dev.ccexecutor.server.security.policy;

import java.io.Serial;

/** A text in a list is no program; the message says why, in words that follow the text. */
final class NoProgramException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  NoProgramException(String message) {
    super(message, null, false, false);
  }
}
