package dev.ccexecutor.server.cli.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Cuts a stream into lines, none of which is kept beyond a length. For one thread. */
final class LineReader {
  private final InputStream in;
  private final int mostBytes;

  /** What is read at one time. */
  sealed interface Line {
    /** Without its line feed. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares lines.
    record Text(byte[] bytes) implements Line {}

    /** One that was longer than may be, and is gone. */
    record TooLong() implements Line {}

    /** There are no more. */
    record End() implements Line {}
  }

  LineReader(InputStream in, int mostBytes) {
    this.in = new BufferedInputStream(in);
    this.mostBytes = mostBytes;
  }

  /** Waits for the next. What stands behind the last line feed is a line too, if there is any. */
  Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    int next = in.read();
    if (next < 0) {
      return new Line.End();
    }
    while (next >= 0 && next != '\n') {
      tooLong = tooLong || line.size() == mostBytes;
      if (!tooLong) {
        line.write(next);
      }
      next = in.read();
    }
    return tooLong ? new Line.TooLong() : new Line.Text(line.toByteArray());
  }
}
