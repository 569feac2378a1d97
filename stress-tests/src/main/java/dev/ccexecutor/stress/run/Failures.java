package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.RemoteErrorException;
import dev.ccexecutor.stress.evidence.Refusal;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Words for what a client was told. */
final class Failures {

  private Failures() {}

  /** How the server has refused, if it has. */
  static Optional<Refusal> refusal(ExecutionException failure) {
    return failure.getCause() instanceof RemoteErrorException error
        ? Optional.of(
            new Refusal(error.code(), error.kind(), error.data().path("errno").asString("")))
        : Optional.empty();
  }

  /** The kind of the server's error, or what else went wrong. */
  static String describe(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof RemoteErrorException error) {
      return error.kind();
    }
    return cause instanceof ClientException client
        ? client.reason() + ": " + client.getMessage()
        : String.valueOf(cause);
  }
}
