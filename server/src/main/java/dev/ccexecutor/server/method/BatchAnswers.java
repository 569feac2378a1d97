package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.server.session.RequestsInFlight;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Collects the answers of one batch into one array that is not larger than a message may be. */
@RunsOn(ThreadRole.EVENT_LOOP)
final class BatchAnswers {
  /** No client is sent a larger message. */
  private static final int MAX_BYTES = 1024 * 1024;

  /** What each answer may need in any case: a short result, or an error with a long id. */
  private static final int RESERVED_BYTES = 4096;

  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  private final RequestsInFlight requests;
  private final List<CompletableFuture<byte[]>> expected = new ArrayList<>();
  private int bytes;
  private long heldBytes;

  /**
   * @param messages of the batch
   * @param requests of the connection, which bounds what all its batches hold together
   */
  BatchAnswers(int messages, RequestsInFlight requests) {
    this.requests = requests;
    this.bytes = messages * RESERVED_BYTES;
  }

  /**
   * @param answer null where none is wanted
   */
  void add(JsonRpcMessage message, CompletableFuture<byte[]> answer) {
    if (answer != null) {
      JsonNode id = message instanceof JsonRpcMessage.Request request ? request.id() : null;
      expected.add(answer.thenApply(whole -> fitting(id, whole)));
    }
  }

  /** As soon as it is there, since the others may take long. */
  private byte[] fitting(JsonNode id, byte[] answer) {
    boolean isLarge = answer.length > RESERVED_BYTES;
    if (isLarge && (bytes + answer.length > MAX_BYTES || !requests.hold(answer.length))) {
      return tooLarge(id);
    }
    if (isLarge) {
      bytes += answer.length;
      heldBytes += answer.length;
    }
    return answer;
  }

  /** Gets the array, or nothing where no answer was wanted at all. */
  void whenAllAreThere(Consumer<Optional<byte[]>> receiver) {
    CompletableFuture.allOf(expected.toArray(CompletableFuture<?>[]::new))
        .thenRun(
            () -> {
              requests.release(heldBytes);
              receiver.accept(expected.isEmpty() ? Optional.empty() : Optional.of(array()));
            });
  }

  private byte[] array() {
    return WRITER.batch(expected.stream().map(CompletableFuture::join).toList());
  }

  private static byte[] tooLarge(JsonNode id) {
    return WRITER.error(
        id,
        JsonRpcError.of(
            ErrorKind.INVALID_REQUEST, "The batch's answers exceed a message: ask for this alone"));
  }
}
