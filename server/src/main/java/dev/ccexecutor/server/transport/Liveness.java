package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out peers that have vanished, and nobody else.
 *
 * <p>In intervals it pings, so that the kernel has something to be acknowledged, and asks the
 * kernel when it last heard an acknowledgement (tcp(7), TCP_INFO). A pong that is late says
 * nothing: a client that is busy, or whose unread output is in its way, is alive as long as its
 * kernel answers, if only to the probes of a closed window. TCP_USER_TIMEOUT would not do: it ends
 * connections whose window stays closed, answered or not; and keep-alive probes are not sent while
 * a ping is unacknowledged.
 */
final class Liveness extends ChannelInboundHandlerAdapter {
  static final String NAME = "liveness";

  /** The event that goes ahead of the close of a connection for this reason. */
  static final String VANISHED = "the peer has vanished";

  private static final Logger log = LoggerFactory.getLogger(Liveness.class);

  /** The kernel probes a closed window every two minutes at the least often. */
  private static final long VANISHED_AFTER_MILLIS = 240_000;

  /** For each event loop, since it is needed for the moment of a look only. */
  private static final FastThreadLocal<EpollTcpInfo> TCP_INFO =
      new FastThreadLocal<>() {
        @Override
        protected EpollTcpInfo initialValue() {
          return new EpollTcpInfo();
        }
      };

  private final long intervalMillis;
  private final Supplier<Object> ping;
  private Future<?> timer;

  Liveness(long intervalMillis) {
    this(intervalMillis, PingWebSocketFrame::new);
  }

  /**
   * For a connection that is no WebSocket.
   *
   * @param ping makes something to be acknowledged, or null where nothing can be sent now
   */
  Liveness(long intervalMillis, Supplier<Object> ping) {
    this.intervalMillis = intervalMillis;
    this.ping = ping;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> tick(ctx), intervalMillis, intervalMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timer.cancel(false);
  }

  private void tick(ChannelHandlerContext ctx) {
    EpollSocketChannel channel = (EpollSocketChannel) ctx.channel();
    boolean waiting = !channel.unsafe().outboundBuffer().isEmpty();
    EpollTcpInfo tcpInfo = TCP_INFO.get();
    channel.tcpInfo(tcpInfo);
    if ((waiting || tcpInfo.unacked() > 0) && tcpInfo.lastAckRecv() > VANISHED_AFTER_MILLIS) {
      log.atInfo().addKeyValue(LogKeys.PEER, PeerAddress.of(channel)).log("the peer has vanished");
      ctx.fireUserEventTriggered(VANISHED);
      ctx.close();
    } else if (!waiting) {
      // While a peer does not read, pings would only pile up before it.
      Object next = ping.get();
      if (next != null) {
        ctx.writeAndFlush(next);
      }
    }
  }
}
