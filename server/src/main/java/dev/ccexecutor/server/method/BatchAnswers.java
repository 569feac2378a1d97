package dev.ccexecutor.server.method;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
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

  /** What each answer may still need if it has to be replaced: an error with a long id. */
  private static final int RESERVED_BYTES = 4096;

  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  private record Expected(JsonNode id, CompletableFuture<byte[]> answer) {}

  private final List<Expected> expected = new ArrayList<>();

  /**
   * @param answer null where none is wanted
   */
  void add(JsonRpcMessage message, CompletableFuture<byte[]> answer) {
    if (answer != null) {
      JsonNode id = message instanceof JsonRpcMessage.Request request ? request.id() : null;
      expected.add(new Expected(id, answer));
    }
  }

  /** Gets the array, or nothing where no answer was wanted at all. */
  void whenAllAreThere(Consumer<Optional<byte[]>> receiver) {
    CompletableFuture<?>[] all =
        expected.stream().map(Expected::answer).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all)
        .thenRun(
            () ->
                receiver.accept(
                    expected.isEmpty() ? Optional.empty() : Optional.of(WRITER.batch(fitting()))));
  }

  private List<byte[]> fitting() {
    List<byte[]> answers = new ArrayList<>();
    int bytesLeft = MAX_BYTES - expected.size() * RESERVED_BYTES;
    for (Expected one : expected) {
      byte[] answer = one.answer().join();
      boolean fits = answer.length <= RESERVED_BYTES || answer.length <= bytesLeft;
      if (fits && answer.length > RESERVED_BYTES) {
        bytesLeft -= answer.length;
      }
      answers.add(fits ? answer : tooLarge(one.id()));
    }
    return answers;
  }

  private static byte[] tooLarge(JsonNode id) {
    return WRITER.error(
        id,
        JsonRpcError.of(
            ErrorKind.INVALID_REQUEST, "The batch's answers exceed a message: ask for this alone"));
  }
}
