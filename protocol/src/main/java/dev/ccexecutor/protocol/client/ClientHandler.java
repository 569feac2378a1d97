package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.Connected;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.frame.MalformedFrameException;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * The last stage: takes messages to their futures and to the listener, and ends the connection.
 * Everything here happens on the connection's event loop.
 */
final class ClientHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final int NO_CODE_GIVEN = 1005;
  private static final int NO_CLOSE_FRAME = 1006;
  private static final long CLOSE_TIMEOUT_MILLIS = 2_000;

  private final Channel channel;
  private final ClientOptions options;
  private final ClientListener listener;
  private final CompletableFuture<ClientConnection> opened;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final JsonRpcReader reader = new JsonRpcReader();
  private final PendingCalls pendingCalls = new PendingCalls();

  private ScheduledFuture<?> openDeadline;
  private boolean open;
  private boolean closing;
  private int closeCode = NO_CLOSE_FRAME;
  private String closeReason = "";
  private ClientException failure;

  ClientHandler(
      Channel channel, ClientOptions options, CompletableFuture<ClientConnection> opened) {
    this.channel = channel;
    this.options = options;
    this.listener = options.listener();
    this.opened = opened;
  }

  PendingCalls pendingCalls() {
    return pendingCalls;
  }

  Optional<ClientException> failure() {
    return Optional.ofNullable(failure);
  }

  /** Completes when everything is over, after the listener was told. */
  CompletableFuture<Void> closed() {
    return closed;
  }

  /** Says goodbye, and hangs up when the server has answered it or did not do so in time. */
  void startClosing() {
    if (closing || !channel.isActive()) {
      return;
    }
    closing = true;
    // The server's answer is behind whatever it sent before.
    channel.config().setAutoRead(true);
    sendClose(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    ScheduledFuture<?> timeout =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(future -> timeout.cancel(false));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    openDeadline =
        context
            .executor()
            .schedule(this::giveUpOpening, options.openTimeoutMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
      throws MalformedFrameException, JsonRpcException {
    if (frame instanceof CloseWebSocketFrame close) {
      receiveClose(close);
    } else if (!closing) {
      receiveMessage(frame);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    openDeadline.cancel(false);
    ClientException cause = failure == null ? closedBy(closeCode, closeReason) : failure;
    opened.completeExceptionally(cause);
    pendingCalls.failAll(cause);
    try {
      if (open) {
        listener.onClosed(closeCode, failure == null ? closeReason : failure.getMessage());
      }
    } finally {
      closed.complete(null);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Optional<String> tlsFailure = ClientTls.failure(cause);
    if (tlsFailure.isPresent()) {
      fail(new ClientException(Reason.TLS, tlsFailure.get(), cause));
      return;
    }
    fail(
        switch (cause) {
          case ClientException known -> known;
          case WebSocketClientHandshakeException refused -> UpgradeAnswer.refusal(refused);
          case IOException lost ->
              new ClientException(Reason.CLOSED, "connection lost: " + lost.getMessage(), lost);
          default -> new ClientException(Reason.FAILED, "connection failed: " + cause, cause);
        });
  }

  private void receiveMessage(WebSocketFrame frame)
      throws MalformedFrameException, JsonRpcException {
    if (frame instanceof TextWebSocketFrame) {
      receiveText(frame.content());
    } else if (frame instanceof BinaryWebSocketFrame) {
      ByteBuf payload = frame.content();
      listener.onData(DataFrameHeader.read(payload), payload);
    }
  }

  private void receiveText(ByteBuf utf8) throws JsonRpcException {
    switch (reader.read(utf8)) {
      case Incoming.Single(JsonRpcMessage message) -> receive(message);
      case Incoming.Batch batch -> listener.onBatch(batch.messages());
    }
  }

  private void receive(JsonRpcMessage message) throws JsonRpcException {
    switch (message) {
      case JsonRpcMessage.Notification notification -> receiveNotification(notification);
      case JsonRpcMessage.Response response -> receiveResponse(response);
      case JsonRpcMessage.Invalid invalid ->
          fail(new ClientException(Reason.FAILED, "no message: " + invalid.error().message()));
      case JsonRpcMessage.Request request ->
          fail(new ClientException(Reason.FAILED, "servers have no requests: " + request.method()));
    }
  }

  private void receiveNotification(JsonRpcMessage.Notification notification)
      throws JsonRpcException {
    if (!open && notification.method().equals("connected")) {
      open(notification.params());
    }
    listener.onNotification(notification.method(), notification.params());
  }

  private void open(JsonNode params) throws JsonRpcException {
    Connected connected = Parameters.bind(params, Connected.class);
    openDeadline.cancel(false);
    open = true;
    if (!opened.complete(new ClientConnection(channel, this, connected))) {
      // Whoever asked for the connection has canceled that.
      startClosing();
    }
  }

  private void receiveResponse(JsonRpcMessage.Response response) {
    if (!open && response.error() != null) {
      RemoteErrorException error = RemoteErrorException.of(response.error());
      boolean full = error.code() == ErrorKind.SESSION_LIMIT.code();
      Reason reason = full ? Reason.SESSION_LIMIT : Reason.REFUSED;
      fail(new ClientException(reason, "the server refused: " + error.getMessage(), error));
    } else if (!pendingCalls.complete(response)) {
      listener.onUnmatchedResponse(response);
    }
  }

  private void receiveClose(CloseWebSocketFrame close) {
    boolean codeGiven = close.statusCode() >= 0;
    closeCode = codeGiven ? close.statusCode() : NO_CODE_GIVEN;
    closeReason = close.reasonText();
    if (closing) {
      channel.close();
    } else {
      closing = true;
      sendClose(codeGiven ? new CloseWebSocketFrame(closeCode, "") : new CloseWebSocketFrame())
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private ChannelFuture sendClose(CloseWebSocketFrame frame) {
    return channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  private void giveUpOpening() {
    String message = "no session within " + options.openTimeoutMillis() + " ms";
    fail(new ClientException(Reason.TIMEOUT, message));
  }

  /** The first failure is the one that is told; what follows from it does no harm. */
  private void fail(ClientException cause) {
    if (failure == null) {
      failure = cause;
    }
    closing = true;
    opened.completeExceptionally(failure);
    channel.close();
  }

  private ClientException closedBy(int code, String reason) {
    String why = reason.isEmpty() ? "" : ": " + reason;
    return open
        ? new ClientException(Reason.CLOSED, "connection closed (" + code + ")" + why)
        : new ClientException(Reason.REFUSED, "closed before a session began (" + code + ")" + why);
  }
}
