package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.security.RefusalKind;
import dev.ccexecutor.server.security.Refusals;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what TLS has to say from the handlers behind, who would take it for a fault of this server:
 * a handshake that fails is a connection refused, and the end of TLS that of the connection.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class TlsOutcome extends ChannelInboundHandlerAdapter {
  static final String NAME = "tls-outcome";

  private static final Logger log = LoggerFactory.getLogger(TlsOutcome.class);
  private static final int NO_STATUS = 0;

  private final Refusals refusals;

  TlsOutcome(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
      Peer.of(ctx.channel())
          .ifPresent(
              peer ->
                  refusals.add(
                      peer.refusal(
                          RefusalKind.TLS, NO_STATUS, "TLS: " + reason(handshake.cause()))));
    }
    if (event instanceof SslCloseCompletionEvent) {
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable inner =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    if (inner instanceof SSLException) {
      log.atDebug()
          .addKeyValue(LogKeys.PEER, PeerAddress.of(ctx.channel()))
          .addKeyValue("reason", reason(inner))
          .log("TLS has failed");
      ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Netty's own words for what is no TLS quote the bytes, among which may be a token. */
  private static String reason(Throwable cause) {
    return cause instanceof NotSslRecordException ? "a plain connection" : cause.getMessage();
  }
}
