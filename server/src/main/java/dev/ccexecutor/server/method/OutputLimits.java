package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import java.util.OptionalLong;

/** What clients may ask to be held of output: more than was announced is refused, never cut. */
record OutputLimits(long maxWindowBytes, long maxReplayBytes) {
  void checkWindow(OptionalLong windowBytes) throws JsonRpcException {
    check("window", windowBytes.orElse(0), maxWindowBytes);
  }

  void checkReplay(long replayBytes) throws JsonRpcException {
    check("replay", replayBytes, maxReplayBytes);
  }

  private static void check(String field, long bytes, long most) throws JsonRpcException {
    if (bytes > most) {
      throw JsonRpcError.invalidParams(field, "must be at most " + most)
          .with("limit", most)
          .asException();
    }
  }
}
