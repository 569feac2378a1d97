package dev.ccexecutor.server.transport.mcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One answer on a connection: a document, or a stream of events. Any thread; what is said goes out
 * in the order in which it was said, by the connection's loop. Whoever says it sees to it that
 * nothing comes after the end.
 */
public final class HttpAnswer {
  /** What may wait for the loop and the socket before this counts as not writable. */
  private static final long MAX_UNSENT_BYTES = 256 * 1024;

  private static final int HEAD_BYTES = 512;

  private final Channel channel;
  private final McpTraffic traffic;
  private final String principal;
  private final boolean keepsAlive;
  private final Runnable onSent;
  private final AtomicLong unsentBytes = new AtomicLong();
  private final AtomicReference<Runnable> whenWritable = new AtomicReference<>();
  private volatile boolean streaming;
  private volatile boolean cutOff;

  /**
   * @param principal whose it is
   * @param keepsAlive whether the connection is for more requests; if not, it ends with the answer
   * @param onSent run on the loop once all of it has been taken by the kernel
   */
  public HttpAnswer(
      Channel channel, McpTraffic traffic, String principal, boolean keepsAlive, Runnable onSent) {
    this.channel = channel;
    this.traffic = traffic;
    this.principal = principal;
    this.keepsAlive = keepsAlive;
    this.onSent = onSent;
  }

  boolean isWritable() {
    return channel.isWritable() && unsentBytes.get() < MAX_UNSENT_BYTES;
  }

  /** See {@link dev.ccexecutor.server.mcp.engine.Exchange#whenWritable}. */
  void whenWritable(Runnable action) {
    whenWritable.set(action);
    writabilityChanged();
  }

  /** It may be writable now. Any thread. */
  public void writabilityChanged() {
    if (isWritable()) {
      Runnable action = whenWritable.getAndSet(null);
      if (action != null) {
        action.run();
      }
    }
  }

  /** What waits for it to be writable; null for nothing. It is not run any more. */
  Runnable takeWaiting() {
    return whenWritable.getAndSet(null);
  }

  /** Begins a stream of events. */
  void begin(Map<String, String> headers) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    headers.forEach(head.headers()::set);
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM);
    head.headers().set(HttpHeaderNames.CACHE_CONTROL, "no-store, no-transform");
    head.headers().set("X-Accel-Buffering", "no"); // A proxy would keep events back.
    HttpUtil.setKeepAlive(head, keepsAlive);
    if (keepsAlive) { // Else the end of the connection is the stream's.
      HttpUtil.setTransferEncodingChunked(head, true);
    }
    streaming = true;
    say(head, HEAD_BYTES);
  }

  /** Takes the event over. */
  void event(ByteBuf event) {
    say(new DefaultHttpContent(event), event.readableBytes());
  }

  /** What keeps a silent stream alive; null while it is none. */
  public Object heartbeat() {
    return streaming ? new DefaultHttpContent(ServerSentEvent.comment()) : null;
  }

  /** Ends the stream. */
  void end() {
    streaming = false;
    say(LastHttpContent.EMPTY_LAST_CONTENT, 0);
  }

  /** Answers by a document. */
  public void document(int status, byte[] json, Map<String, String> headers) {
    DefaultFullHttpResponse whole =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(json));
    headers.forEach(whole.headers()::set);
    if (json.length > 0) {
      whole.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
      whole.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
    }
    if (status != HttpResponseStatus.NO_CONTENT.code()) {
      HttpUtil.setContentLength(whole, json.length);
    }
    HttpUtil.setKeepAlive(whole, keepsAlive);
    say(whole, json.length + HEAD_BYTES);
  }

  /** Ends the connection. */
  void abort() {
    channel.close();
  }

  /** Ends the connection, since too much of it is not taken. */
  void cutOff() {
    cutOff = true;
    abort();
  }

  boolean isCutOff() {
    return cutOff;
  }

  String principal() {
    return principal;
  }

  private void say(Object part, long bytes) {
    unsentBytes.addAndGet(bytes);
    traffic.unsent().queued(this, bytes);
    try {
      channel.eventLoop().execute(() -> write(part, bytes));
    } catch (RejectedExecutionException ended) {
      ReferenceCountUtil.release(part);
      traffic.unsent().sent(this, bytes);
    }
  }

  private void write(Object part, long bytes) {
    channel
        .writeAndFlush(part)
        .addListener(
            written -> {
              unsentBytes.addAndGet(-bytes);
              traffic.unsent().sent(this, bytes);
              if (part instanceof LastHttpContent) {
                sent();
              } else {
                writabilityChanged();
              }
            });
  }

  private void sent() {
    if (!keepsAlive) {
      channel.close();
    }
    onSent.run();
  }
}
