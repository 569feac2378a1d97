package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.Connected;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;

/**
 * An open connection. All methods may be called on any thread and none blocks; what one thread
 * sends goes out in that order. The futures complete on the connection's event loop, so what is
 * chained to them must not block either; a {@link ClientException} says why one failed.
 */
public final class ClientConnection {

  private final Channel channel;
  private final ClientHandler handler;
  private final Connected connected;
  private final JsonRpcWriter writer = new JsonRpcWriter();
  private final AtomicLong lastId = new AtomicLong();

  ClientConnection(Channel channel, ClientHandler handler, Connected connected) {
    this.channel = channel;
    this.handler = handler;
    this.connected = connected;
  }

  /** What the server said at the beginning. */
  public Connected connected() {
    return connected;
  }

  /**
   * Sends a request.
   *
   * @param params a record of the contract, a map or a tree; null for none
   * @return the result (a null node if it is null), or exceptionally {@link RemoteErrorException}
   */
  public CompletableFuture<JsonNode> request(String method, Object params) {
    long id = lastId.incrementAndGet();
    byte[] message = writer.request(LongNode.valueOf(id), method, params);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    handler.pendingCalls().add(id, answer);
    send(textFrame(message))
        .exceptionally(
            cause -> {
              handler.pendingCalls().fail(id, notSent(cause));
              return null;
            });
    return answer;
  }

  /**
   * Sends a notification.
   *
   * @param params a record of the contract, a map or a tree; null for none
   * @return completes when it was written to the socket
   */
  public CompletableFuture<Void> notify(String method, Object params) {
    return send(textFrame(writer.notification(method, params)));
  }

  /**
   * Sends a text message as it is, whatever it is; made for tests. Ids of requests in it should be
   * strings, for this connection's own are numbers.
   *
   * @return completes when it was written to the socket
   */
  public CompletableFuture<Void> sendText(String text) {
    return send(new TextWebSocketFrame(text));
  }

  /**
   * Sends a binary message, header included.
   *
   * @param frame is released
   * @return completes when it was written to the socket
   */
  public CompletableFuture<Void> sendBinary(ByteBuf frame) {
    return send(new BinaryWebSocketFrame(frame));
  }

  /**
   * Stops or restarts reading from the socket. After a stop the listener may still get the messages
   * of one read, 64 KiB at most unless a single one is longer.
   */
  public void readingEnabled(boolean enabled) {
    channel.config().setAutoRead(enabled);
  }

  /**
   * Says goodbye with code 1000; from now on the listener gets nothing but {@link
   * ClientListener#onClosed}. A server that does not answer the goodbye is given 2 s.
   *
   * @return the same as {@link #closed}
   */
  public CompletableFuture<Void> close() {
    try {
      channel.eventLoop().execute(handler::startClosing);
    } catch (RejectedExecutionException ended) {
      return closed(); // the event loop ends after the connection, so there is nothing to close
    }
    return closed();
  }

  /** Ends the connection at once, without a goodbye. */
  void abort() {
    channel.close();
  }

  /** What ended it where that was no close frame; empty before that. For its event loop. */
  Optional<ClientException> failure() {
    return handler.failure();
  }

  /** Completes when the connection has ended, whoever ended it; never exceptionally. */
  public CompletableFuture<Void> closed() {
    return handler.closed().copy();
  }

  private CompletableFuture<Void> send(WebSocketFrame frame) {
    if (!channel.isActive()) {
      frame.release();
      return CompletableFuture.failedFuture(notSent(null));
    }
    CompletableFuture<Void> sent = new CompletableFuture<>();
    channel.writeAndFlush(frame).addListener(future -> complete(sent, future.cause()));
    // An event loop that has just ended tells no listener; but then the channel ended before it.
    if (!channel.isActive()) {
      sent.completeExceptionally(notSent(null));
    }
    return sent;
  }

  private static void complete(CompletableFuture<Void> sent, Throwable causeOrNull) {
    if (causeOrNull == null) {
      sent.complete(null);
    } else {
      sent.completeExceptionally(notSent(causeOrNull));
    }
  }

  private static ClientException notSent(Throwable cause) {
    return cause instanceof ClientException known
        ? known
        : new ClientException(Reason.CLOSED, "the connection is closed", cause);
  }

  private static TextWebSocketFrame textFrame(byte[] utf8) {
    return new TextWebSocketFrame(Unpooled.wrappedBuffer(utf8));
  }
}
