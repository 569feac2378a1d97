package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;

/**
 * Parameters of the contract that this server can't honour yet. A client that asks for one is told
 * so: to ignore a transcript would be to lose something silently.
 */
final class UnsupportedParameters {
  private UnsupportedParameters() {}

  static void refuse(ExecuteParams params) throws JsonRpcException {
    refuse("spool", params.spoolMode() != SpoolMode.OFF);
  }

  private static void refuse(String field, boolean asked) throws JsonRpcException {
    if (asked) {
      throw JsonRpcError.invalidParams(
              field, "is not among this server's capabilities with this value")
          .asException();
    }
  }
}
