package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import io.netty.buffer.ByteBuf;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Takes what comes on a connection without being asked for.
 *
 * <p>All methods are called on the connection's event loop, one at a time, in the order in which
 * the messages came. While one of them blocks nothing is read from the socket: that is how a slow
 * consumer slows the server down. So none may wait for the answer to a request. An exception ends
 * the connection. After {@link ClientConnection#close} only {@link #onClosed} is still called.
 */
public interface ClientListener {

  /**
   * A notification came; {@code connected} is the first.
   *
   * @param params null where there were none
   */
  default void onNotification(String method, JsonNode params) {}

  /**
   * A data frame came.
   *
   * @param payload the bytes after the header; borrowed for the duration of the call
   */
  default void onData(DataFrameHeader header, ByteBuf payload) {}

  /** An answer came that no pending request waits for, such as one to a text sent raw. */
  default void onUnmatchedResponse(JsonRpcMessage.Response response) {}

  /** An array came: the answers to a batch that was sent raw. */
  default void onBatch(List<JsonRpcMessage> messages) {}

  /**
   * The connection has ended; nothing else is called after this. Not called for a connection that
   * never opened.
   *
   * @param code the server's WebSocket close code; 1005 if it gave none, 1006 if the connection
   *     went without a close frame
   * @param reason the server's, or what is known of why it went; may be empty
   */
  default void onClosed(int code, String reason) {}
}
