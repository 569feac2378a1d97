package dev.ccexecutor.server.execution.spool;

import java.io.IOException;

/** An {@code execution.json} that no server has written. The message goes on from its name. */
final class MalformedManifestException extends IOException {
  private static final long serialVersionUID = 1;

  MalformedManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
