package dev.ccexecutor.server.session.output;

import dev.ccexecutor.server.execution.spool.SpooledBytes;
import io.netty.channel.DefaultFileRegion;

/**
 * Bytes that go from a spool's file to the socket by sendfile(2). The epoll transport does so for
 * Netty's own region only; that one would close the file, which others still send from. If the file
 * is shorter than it was, the transport closes the connection: a frame that was begun can't be
 * ended otherwise.
 */
final class SpooledRegion extends DefaultFileRegion {
  private final SpooledBytes bytes;

  /** The first so many bytes, of which it holds a reference. */
  SpooledRegion(SpooledBytes bytes, int count) {
    super(bytes.file(), bytes.position(), count);
    this.bytes = bytes;
    bytes.retain();
  }

  @Override
  protected void deallocate() {
    bytes.release();
  }
}
