package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/**
 * What a connection's message that is not whole yet holds: bytes of a frame that the decoder has,
 * and fragments that were whole. Tells {@link IncomingMemory} of it as soon as it is more than the
 * connection's own.
 */
@RunsOn(ThreadRole.EVENT_LOOP)
final class UnfinishedMessage {
  private final IncomingMemory memory;
  private final IncomingMemory.Holding holding;
  private long fragmentBytes;
  private boolean isAnother;
  private boolean isCounted;
  private boolean isClosed;

  UnfinishedMessage(IncomingMemory memory, IncomingMemory.Owner owner) {
    this.memory = memory;
    this.holding = new IncomingMemory.Holding(owner);
  }

  /**
   * Whether the decoder may come to hold so many bytes; if not the owner is told when to read on.
   */
  boolean mayHold(long undecodedBytes) {
    long bytes = undecodedBytes + fragmentBytes;
    if (!isCounted && bytes <= IncomingMemory.OWN_BYTES) {
      return true;
    }
    isCounted = true;
    return memory.ask(holding, bytes);
  }

  /** A part of the message was whole, and is kept. */
  void fragment(int bytes) {
    fragmentBytes += bytes;
  }

  /** It was whole, and has gone on its way. */
  void finished() {
    fragmentBytes = 0;
    isAnother = true;
  }

  /**
   * Tells what the decoder has made of what it was given.
   *
   * @param undecodedBytes that it holds now
   * @param receivedBytes that it was given
   */
  void holds(long undecodedBytes, int receivedBytes) {
    if (isCounted && !isClosed) {
      isCounted = memory.hold(holding, undecodedBytes + fragmentBytes, receivedBytes, isAnother);
    }
    isAnother = false;
  }

  /** Nothing is held any more. */
  void close() {
    isClosed = true;
    memory.close(holding);
  }
}
