package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rests for a second when no connection can be accepted, as where there are no more descriptors
 * (EMFILE, accept(2)): the socket would be ready again at once, and its loop do nothing else. The
 * clients wait in the kernel until then.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long REST_SECONDS = 1;
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private boolean told;
  private long toldNanos;

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    tell(cause);
    ctx.channel().config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> ctx.channel().config().setAutoRead(true), REST_SECONDS, TimeUnit.SECONDS);
  }

  /** Once a minute at most. */
  private void tell(Throwable cause) {
    long now = System.nanoTime();
    if (!told || now - toldNanos > QUIET_NANOS) {
      told = true;
      toldNanos = now;
      log.atWarn()
          .addKeyValue("failure", cause.getMessage())
          .log("connections can't be accepted, and have to wait");
    }
  }
}
