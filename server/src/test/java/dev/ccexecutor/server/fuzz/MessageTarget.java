package dev.ccexecutor.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.execution.AckParams;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.DetachParams;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ListParams;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.PtyResizeParams;
import dev.ccexecutor.protocol.execution.SessionResumeParams;
import dev.ccexecutor.protocol.execution.StatusParams;
import dev.ccexecutor.protocol.execution.StdinCloseParams;
import dev.ccexecutor.protocol.execution.StdinWriteParams;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A text frame, up to the parameters of every method: there is a message, or an error that can be
 * sent. What is accepted can be worked with.
 */
public final class MessageTarget {
  private static final JsonRpcReader READER = new JsonRpcReader();
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();
  private static final int LONGEST_ERROR = 4096;

  private static final List<Class<?>> PARAMETERS =
      List.of(
          ExecuteParams.class,
          ControlParams.class,
          StdinWriteParams.class,
          StdinCloseParams.class,
          AckParams.class,
          AttachParams.class,
          DetachParams.class,
          ListParams.class,
          StatusParams.class,
          PtyResizeParams.class,
          SessionResumeParams.class);

  private MessageTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    ByteBuf frame = Unpooled.directBuffer(input.length).writeBytes(input);
    try {
      switch (READER.read(frame)) {
        case Incoming.Single(JsonRpcMessage message) -> check(message);
        case Incoming.Batch(List<JsonRpcMessage> messages) ->
            messages.forEach(MessageTarget::check);
      }
      assertThat(frame.refCnt()).isEqualTo(1);
      assertThat(frame.readableBytes()).isEqualTo(input.length);
    } finally {
      frame.release();
    }
  }

  private static void check(JsonRpcMessage message) {
    switch (message) {
      case JsonRpcMessage.Request request -> {
        assertJson(WRITER.result(request.id(), request.params()));
        bindAll(request.params());
      }
      case JsonRpcMessage.Notification notification -> bindAll(notification.params());
      case JsonRpcMessage.Invalid invalid ->
          assertShort(WRITER.error(invalid.id(), invalid.error()));
      case JsonRpcMessage.Response response -> assertThat(response.toString()).isNotNull();
    }
  }

  private static void bindAll(JsonNode params) {
    for (Class<?> type : PARAMETERS) {
      try {
        use(Parameters.bind(params, type));
      } catch (JsonRpcException e) {
        assertThat(e.error().kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
        assertThat(e.error().data()).containsKey("field");
        assertShort(WRITER.error(null, e.error()));
      }
    }
  }

  private static void use(Object params) {
    assertThat(params.toString()).isNotNull();
    switch (params) {
      case ExecuteParams execute -> use(execute);
      case StdinWriteParams write -> assertThat(write.bytes()).isNotNull();
      case StatusParams status -> assertThat(status.waitMillis()).isNotNegative();
      case SessionResumeParams resume -> assertThat(resume.offsetsOf("x")).isNotNull();
      default -> assertJson(Json.MAPPER.writeValueAsBytes(params));
    }
  }

  private static void use(ExecuteParams params) {
    assertThat(params.fingerprint()).hasSize(64);
    assertThat(
            List.of(
                params.timeoutMillis(),
                params.idleTimeoutMillis(),
                params.graceMillis(),
                params.detachTtlMillis(),
                params.drainTimeoutMillis(),
                params.progressMillis(),
                params.replayBytes()))
        .allSatisfy(value -> assertThat(value).isNotNegative());
    assertThat(params.onDisconnectOr(OnDisconnect.CANCEL)).isNotNull();
  }

  private static void assertShort(byte[] answer) {
    assertThat(answer).hasSizeLessThan(LONGEST_ERROR);
    assertJson(answer);
  }

  private static void assertJson(byte[] answer) {
    assertThat(Json.MAPPER.readTree(answer)).isNotNull();
  }
}
