package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.security.Refusals;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Puts a request together; one whose body is too large is refused with the limit. */
final class RequestBody extends HttpObjectAggregator {
  private final Refusals refusals;

  RequestBody(Refusals refusals) {
    super(HttpRefusal.MAX_BODY_BYTES, true);
    this.refusals = refusals;
  }

  @Override
  protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
    HttpRefusal.BODY_TOO_LARGE.send(ctx, refusals);
  }
}
