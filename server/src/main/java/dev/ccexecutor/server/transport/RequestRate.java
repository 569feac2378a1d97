package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.config.InputLimits;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a connection no faster than its peer may send. Each frame counts, whatever it is, and each
 * message of a batch, since an empty one keeps the event loop from its other connections as well as
 * a full one.
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

  private final TokenBucket bucket;
  private ChannelHandlerContext ctx;
  private Future<?> readingOn;
  private boolean told;

  RequestRate(InputLimits limits) {
    bucket = new TokenBucket(limits.requestsPerSecond(), limits.requestBurst(), LONGEST_WAIT_NANOS);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    take(1);
    context.fireChannelRead(frame);
  }

  /** What a frame had in it beyond one message. */
  void take(int messages) {
    long now = System.nanoTime();
    bucket.take(messages, now);
    long waitNanos = bucket.waitNanos(now);
    if (waitNanos > 0 && readingOn == null) {
      tellOnce();
      ctx.channel().config().setAutoRead(false);
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
      ctx.channel().config().setAutoRead(true);
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
    if (readingOn != null) {
      readingOn.cancel(false);
    }
  }
}
