package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.execution.ExecutionList;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ListParams;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import dev.ccexecutor.server.execution.KnownExecution;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code execution.list}: all that the server knows of, the oldest first, in pages. */
final class ExecutionListMethod implements Method {
  /** A page stays well under the largest message, in a batch of pages too. */
  private static final int PAGE_BYTES = 64 * 1024;

  @Override
  public String name() {
    return "execution.list";
  }

  @Override
  public CompletionStage<?> call(MethodCall call) throws JsonRpcException {
    ListParams params = Parameters.bind(call.params(), ListParams.class);
    Iterator<KnownExecution> known = call.session().executions().after(place(params.cursor()));
    List<ExecutionStatus> page = new ArrayList<>();
    long bytes = 0;
    String cursor = null;
    while (known.hasNext() && cursor == null) {
      KnownExecution next = known.next();
      ExecutionStatus status = next.status();
      page.add(status);
      bytes += Json.MAPPER.writeValueAsBytes(status).length;
      if (bytes > PAGE_BYTES && known.hasNext()) {
        cursor = Long.toString(next.sequence());
      }
    }
    return CompletableFuture.completedStage(new ExecutionList(page, cursor));
  }

  private static long place(String cursor) throws JsonRpcException {
    try {
      return cursor == null ? 0 : Long.parseLong(cursor);
    } catch (NumberFormatException e) {
      throw JsonRpcError.invalidParams("cursor", "must be a cursor of an earlier answer")
          .asException();
    }
  }
}
