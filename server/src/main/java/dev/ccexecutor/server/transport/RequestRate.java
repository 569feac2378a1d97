package dev.ccexecutor.server.transport;

import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.config.InputLimits;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a connection no faster than its peer may send. Each message counts, whatever is in it,
 * those of a batch too, and each ping, which is answered. Parts of a message and pongs lead to
 * nothing by themselves and count for little: a control that comes behind a flood of them is not to
 * wait for long. Messages that make no sense come from no program that works, and so many of them
 * end the connection.
 *
 * <p>A peer that is too fast is not refused but read more slowly: what it sends waits in its own
 * socket, and nothing is lost. What was read already, one buffer at most, is owed; only what would
 * have to wait too long for that is refused, see {@link #retryAfterMillis}.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class RequestRate extends ChannelInboundHandlerAdapter {
  static final String NAME = "rate";

  private static final Logger log = LoggerFactory.getLogger(RequestRate.class);

  /** No client has to wait longer than this until it is read again. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A loop handles 10 million a second of them, and these keep it busy like as many messages. */
  private static final double SHARE_OF_A_MESSAGE = 1.0 / 32;

  private static final int SENSELESS_PER_SECOND = 100;
  private static final int SENSELESS_AT_ONCE = 10_000;
  private static final WebSocketCloseStatus SENSELESS =
      new WebSocketCloseStatus(1008, "too many messages make no sense");

  private final TokenBucket bucket;
  private final TokenBucket senseless =
      new TokenBucket(SENSELESS_PER_SECOND, SENSELESS_AT_ONCE, LONGEST_WAIT_NANOS);
  private final ReadGate gate;
  private ChannelHandlerContext ctx;
  private Future<?> readingOn;
  private boolean told;
  private boolean isGivenUp;

  /**
   * @param gate by which the connection's reading stops
   */
  RequestRate(InputLimits limits, ReadGate gate) {
    this.gate = gate;
    bucket = new TokenBucket(limits.requestsPerSecond(), limits.requestBurst(), LONGEST_WAIT_NANOS);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    if (isGivenUp) {
      ReferenceCountUtil.release(frame);
      return;
    }
    take(isMessageOrPing(frame) ? 1 : SHARE_OF_A_MESSAGE);
    context.fireChannelRead(frame);
  }

  private static boolean isMessageOrPing(Object frame) {
    return frame instanceof WebSocketFrame whole
        && whole.isFinalFragment()
        && !(whole instanceof PongWebSocketFrame);
  }

  /** What has come of a frame. */
  void read(Incoming incoming) {
    switch (incoming) {
      case Incoming.Batch batch -> {
        take(batch.messages().size() - 1);
        batch.messages().forEach(this::judge);
      }
      case Incoming.Single single -> judge(single.message());
    }
  }

  private void judge(JsonRpcMessage message) {
    if (message instanceof JsonRpcMessage.Invalid && !isGivenUp) {
      long now = System.nanoTime();
      senseless.take(1, now);
      if (senseless.waitNanos(now) > 0) {
        giveUp();
      }
    }
  }

  /** What still comes is read, so that a reset does not overtake the close frame. */
  private void giveUp() {
    isGivenUp = true;
    stopWaiting();
    ctx.fireExceptionCaught(
        new CorruptedWebSocketFrameException(SENSELESS, SENSELESS.reasonText()));
  }

  private void take(double messages) {
    long now = System.nanoTime();
    bucket.take(messages, now);
    long waitNanos = bucket.waitNanos(now);
    if (waitNanos > 0 && readingOn == null) {
      tellOnce();
      gate.shut(ReadGate.Reason.RATE);
      readingOn = ctx.executor().schedule(this::readOn, waitNanos, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * How long a request has to wait that comes now, if it must not be carried out at once; 0 if it
   * may.
   */
  long retryAfterMillis() {
    long now = System.nanoTime();
    return bucket.isExhausted(now) ? TimeUnit.NANOSECONDS.toMillis(bucket.waitNanos(now)) + 1 : 0;
  }

  /** More may have been taken meanwhile. */
  private void readOn() {
    readingOn = null;
    long waitNanos = bucket.waitNanos(System.nanoTime());
    if (waitNanos > 0) {
      readingOn = ctx.executor().schedule(this::readOn, waitNanos, TimeUnit.NANOSECONDS);
    } else {
      gate.open(ReadGate.Reason.RATE);
    }
  }

  private void tellOnce() {
    if (!told) {
      told = true;
      log.atInfo()
          .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
          .log("a connection sends more than it may, and is read more slowly");
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    stopWaiting();
  }

  private void stopWaiting() {
    if (readingOn != null) {
      readingOn.cancel(false);
      readingOn = null;
    }
    gate.open(ReadGate.Reason.RATE);
  }
}
