package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Gathers the body of a request, which has the same share of memory as the messages of WebSockets
 * have until they are whole, and has to come at a rate that anybody's line has.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class McpBody implements IncomingMemory.Owner {
  private static final int FIRST_BYTES = 512;
  private static final long LEAST_BYTES_PER_SECOND = 1024;

  private final ChannelHandlerContext context;
  private final int maxBytes;
  private final ReadGate gate;
  private final UnfinishedMessage message;
  private final Consumer<ByteBuf> onWhole;
  private final Consumer<HttpRefusal> onRefused;
  private final ByteBuf bytes;
  private final Queue<HttpContent> waiting = new ArrayDeque<>(0);
  private final Future<?> timer;
  private int lookedAtBytes;

  /** For memory, since the last look: meanwhile it is not the client that is slow. */
  private boolean hasWaited;

  private boolean closed;

  /**
   * @param maxBytes of the whole
   * @param lookMillis after this time, and each time again, so much has to have come more
   * @param onWhole is lent the body
   * @param onRefused called instead if it does not come to that
   */
  McpBody(
      ChannelHandlerContext context,
      IncomingMemory memory,
      int maxBytes,
      long lookMillis,
      Consumer<ByteBuf> onWhole,
      Consumer<HttpRefusal> onRefused) {
    this.context = context;
    this.maxBytes = maxBytes;
    this.gate = new ReadGate(context.channel());
    this.message = new UnfinishedMessage(memory, this);
    this.onWhole = onWhole;
    this.onRefused = onRefused;
    this.bytes = context.alloc().buffer(FIRST_BYTES);
    this.timer =
        context
            .executor()
            .scheduleAtFixedRate(
                () -> look(lookMillis), lookMillis, lookMillis, TimeUnit.MILLISECONDS);
  }

  static HttpRefusal tooLarge(int maxBytes) {
    return new HttpRefusal(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too large", maxBytes);
  }

  /** Takes it over. */
  void add(HttpContent content) {
    if (closed) {
      content.release();
    } else if (waiting.isEmpty() && message.mayHold(capacityWith(content.content()))) {
      take(content);
    } else {
      waiting.add(content);
      hasWaited = true;
      gate.shut(ReadGate.Reason.MEMORY);
    }
  }

  private long capacityWith(ByteBuf more) {
    int needed = bytes.writerIndex() + more.readableBytes();
    return needed <= bytes.capacity()
        ? bytes.capacity()
        : context.alloc().calculateNewCapacity(needed, Integer.MAX_VALUE);
  }

  private void take(HttpContent content) {
    int more = content.content().readableBytes();
    if (more > maxBytes - bytes.readableBytes()) {
      content.release();
      refuse(tooLarge(maxBytes));
      return;
    }
    bytes.writeBytes(content.content());
    content.release();
    message.holds(bytes.capacity(), more);
    if (content instanceof LastHttpContent) {
      timer.cancel(false);
      message.close(); // It is whole: what it holds now is the affair of what becomes of it.
      try {
        onWhole.accept(bytes);
      } finally {
        close();
      }
    }
  }

  private void look(long lookMillis) {
    long least = LEAST_BYTES_PER_SECOND * TimeUnit.MILLISECONDS.toSeconds(lookMillis);
    int came = bytes.readableBytes() - lookedAtBytes;
    lookedAtBytes = bytes.readableBytes();
    boolean wasRead = !hasWaited;
    hasWaited = !waiting.isEmpty();
    if (!closed && wasRead && came < Math.max(1, least)) {
      refuse(HttpRefusal.TOO_SLOW);
    }
  }

  private void refuse(HttpRefusal refusal) {
    close();
    onRefused.accept(refusal);
  }

  @Override
  public void readOn() {
    onLoop(this::takeWaiting);
  }

  private void takeWaiting() {
    while (!closed
        && !waiting.isEmpty()
        && message.mayHold(capacityWith(waiting.element().content()))) {
      take(waiting.remove());
    }
    if (waiting.isEmpty()) {
      gate.open(ReadGate.Reason.MEMORY);
    }
  }

  @Override
  public void cut(WebSocketCloseStatus why) {
    onLoop(
        () -> {
          if (!closed) {
            refuse(
                why.equals(IncomingMemory.NO_MEMORY)
                    ? new HttpRefusal(HttpResponseStatus.SERVICE_UNAVAILABLE, why.reasonText(), 0)
                    : HttpRefusal.TOO_SLOW);
          }
        });
  }

  private void onLoop(Runnable action) {
    try {
      context.executor().execute(action);
    } catch (RejectedExecutionException ended) {
      // Its loop has ended, and the connection with it, since the server stops.
    }
  }

  /** Lets go of all that it holds. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    timer.cancel(false);
    waiting.forEach(HttpContent::release);
    waiting.clear();
    bytes.release();
    message.close();
    gate.open(ReadGate.Reason.MEMORY);
  }
}
