package dev.ccexecutor.server.execution.spool;

import dev.ccexecutor.protocol.execution.StreamType;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Random;

/** What a child is to have printed: at each offset of each stream a byte that anybody can tell. */
public final class PrintedBytes {
  /** Prime, so that what is out of place by a whole number of blocks or buffers is seen. */
  private static final int PERIOD = 99_991;

  private static final byte[] STDOUT = new byte[2 * PERIOD];
  private static final byte[] STDERR = new byte[2 * PERIOD];

  static {
    fill(STDOUT, 1);
    fill(STDERR, 2);
  }

  private PrintedBytes() {}

  private static void fill(byte[] twice, long seed) {
    byte[] once = new byte[PERIOD];
    new Random(seed).nextBytes(once);
    System.arraycopy(once, 0, twice, 0, PERIOD);
    System.arraycopy(once, 0, twice, PERIOD, PERIOD);
  }

  /** Appends so many bytes, at most one period. */
  public static void write(StreamType stream, long offset, int count, ByteBuf to) {
    to.writeBytes(of(stream), (int) (offset % PERIOD), count);
  }

  /** Whether the readable bytes are those from this offset on. */
  public static boolean matches(StreamType stream, long offset, ByteBuf bytes) {
    int start = bytes.readerIndex();
    int left = bytes.readableBytes();
    byte[] read = new byte[left];
    bytes.getBytes(start, read);
    int from = (int) (offset % PERIOD);
    return left <= PERIOD && Arrays.equals(read, 0, left, of(stream), from, from + left);
  }

  private static byte[] of(StreamType stream) {
    return stream == StreamType.STDOUT ? STDOUT : STDERR;
  }
}
