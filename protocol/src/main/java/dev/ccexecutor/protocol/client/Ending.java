package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import java.util.Optional;

/** What the end of a connection means. */
final class Ending {

  private static final int PROTOCOL_ERROR = 1002;
  private static final int UNSUPPORTED_DATA = 1003;
  private static final int INVALID_PAYLOAD = 1007;
  private static final int MESSAGE_TOO_BIG = 1009;
  private static final int RESUMED_ELSEWHERE = 4001;

  private Ending() {}

  /**
   * Why a connection has ended.
   *
   * @param failure this side's, where it was no close frame
   */
  static ClientException of(int code, String reason, Optional<ClientException> failure) {
    if (failure.isPresent()) {
      return failure.get();
    }
    String why = "connection closed (" + code + ")" + (reason.isEmpty() ? "" : ": " + reason);
    return switch (code) {
      case RESUMED_ELSEWHERE -> new ClientException(Reason.TAKEN, why);
      // What this client sends would be sent again, and end the next connection too.
      case PROTOCOL_ERROR, UNSUPPORTED_DATA, INVALID_PAYLOAD, MESSAGE_TOO_BIG ->
          new ClientException(Reason.FAILED, why);
      default -> new ClientException(Reason.CLOSED, why);
    };
  }

  /** Whether another attempt could only end the same way, or do harm. */
  static boolean isFinal(ClientException cause) {
    return switch (cause.reason()) {
      case UNSUPPORTED_URL, UNAUTHORIZED, TLS, TAKEN, FAILED -> true;
      default -> false;
    };
  }
}
