package dev.ccexecutor.server.execution.output;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.StreamRange;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.spool.Spool;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;

/**
 * What there is to read of an execution: its bytes in memory and on disk, the ends of its streams,
 * and its end record.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class OutputContents {
  private final KeptOutput kept;
  private final SpoolBranch spooling;
  private final PublishedRange stdoutRange = new PublishedRange();
  private final PublishedRange stderrRange = new PublishedRange();
  private boolean stdoutEnded;
  private boolean stderrEnded;
  private ProcessCompleted completion;

  OutputContents(KeptOutput kept, SpoolBranch spooling) {
    this.kept = kept;
    this.spooling = spooling;
  }

  /** Takes in what was read, which is lent for the call. */
  void append(StreamType stream, ByteBuf read) {
    kept.append(stream, read);
    range(stream).to(kept.to(stream));
  }

  /** Nothing more will come of this stream. */
  void end(StreamType stream) {
    if (stream == StreamType.STDOUT) {
      stdoutEnded = true;
    } else {
      stderrEnded = true;
    }
  }

  /** The very last. */
  void complete(ProcessCompleted end) {
    completion = end;
  }

  /** Before there is anything: a stream's bytes up to this offset may be on disk. */
  void beginAt(StreamType stream, long offset) {
    kept.beginAt(stream, offset);
    range(stream).to(offset);
  }

  /** Lets other threads see where that begins which is there now. */
  void publishFrom() {
    for (StreamType stream : StreamType.OUTPUTS) {
      range(stream).from(firstAvailable(stream, 0));
    }
  }

  /** What there is in memory. */
  KeptOutput kept() {
    return kept;
  }

  /** Where what is no longer in memory may be; null if nothing goes to disk. */
  Spool spool() {
    return spooling.spool();
  }

  /** Whether all that comes is to be on disk for good. */
  boolean isTranscript() {
    return spooling.isTranscript();
  }

  /** Behind the last byte that came, there or not. */
  long to(StreamType stream) {
    return kept.to(stream);
  }

  boolean hasEnded(StreamType stream) {
    return stream == StreamType.STDOUT ? stdoutEnded : stderrEnded;
  }

  /** Null until all has come. */
  ProcessCompleted completion() {
    return completion;
  }

  /** The offset itself if its byte is there, else the next greater one whose is, or the end. */
  long firstAvailable(StreamType stream, long offset) {
    long inMemory = firstInMemory(stream, offset);
    long onDisk = spooling.firstAvailable(stream, offset);
    return onDisk < 0 ? inMemory : Math.min(inMemory, onDisk);
  }

  /** The same of what is in memory alone. */
  long firstInMemory(StreamType stream, long offset) {
    OutputBlock block = kept.firstFrom(stream, offset);
    return block == null ? kept.to(stream) : Math.max(offset, block.offset());
  }

  /** What there is of a stream; any thread. */
  StreamRange rangeOf(StreamType stream) {
    return range(stream).get();
  }

  private PublishedRange range(StreamType stream) {
    return stream == StreamType.STDOUT ? stdoutRange : stderrRange;
  }
}
