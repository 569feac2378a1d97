package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.server.logging.FaultLog;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.session.Session;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fault of the server's own: the client gets an id by which it is found in the log. */
final class InternalFault {
  private static final Logger log = LoggerFactory.getLogger(InternalFault.class);

  private InternalFault() {}

  /** Throws nothing, since the client is to be answered all the same. */
  static JsonRpcError log(Session session, Throwable cause) {
    String errorId = UUID.randomUUID().toString();
    FaultLog.tell(
        cause,
        () ->
            log.atError()
                .addKeyValue(LogKeys.SESSION_ID, session.id())
                .addKeyValue(LogKeys.ERROR_ID, errorId)
                .setCause(cause)
                .log("a request met a fault of the server's"));
    return JsonRpcError.of(ErrorKind.INTERNAL_ERROR).with("error_id", errorId);
  }
}
