package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;

/**
 * What those who attach to one execution may make it hold in memory, beyond what it has reserved
 * for itself at its start.
 *
 * <p>An owner's part is how far it may lag behind, or how far it lags behind from the start: it may
 * begin with what others have held, who leave then. It stays reserved when the owner has gone, as
 * its place in the output still counts, so that whoever comes back for it finds room. Once the
 * execution is settled nothing is reserved for itself any more: an owner then needs room for what
 * it has queued, and for what is kept, since that stays for as long as an owner takes it.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class AttachmentMemory {
  private final ExecutionCapacity capacity;

  /** How far an owner may lag behind at no cost. */
  private long includedBytes;

  private long ownerBytes;
  private boolean settled;

  AttachmentMemory(ExecutionCapacity capacity) {
    this.capacity = capacity;
  }

  /** The execution has itself reserved what its first owner needs. Before it is started. */
  void include(FeedTerms starter) {
    includedBytes = starter.heldBytes();
  }

  /**
   * Reserves what somebody may take who is about to attach: a new owner in the place of the former
   * one.
   *
   * @param keptBytes what the execution holds now
   * @param heldBytes what of it would be held for this one as an owner, see {@link
   *     OutputLog#heldFrom}
   * @return what is to be given back when an observer leaves; 0 for an owner
   * @throws JsonRpcException if there is no room for it; then nothing has changed
   */
  long reserve(AttachMode mode, FeedTerms terms, long keptBytes, long heldBytes)
      throws JsonRpcException {
    if (mode == AttachMode.OBSERVE) {
      long observerBytes = queueBytes(terms);
      capacity.exchange(0, observerBytes);
      return observerBytes;
    }
    long needed =
        settled
            ? queueBytes(terms) + keptBytes
            : Math.max(0, lagBytes(terms, heldBytes) - includedBytes);
    capacity.exchange(ownerBytes, needed);
    ownerBytes = needed;
    return 0;
  }

  /** An owner that may be skipped loses at once what is too much. */
  private static long lagBytes(FeedTerms terms, long heldBytes) {
    if (!terms.wantsBytes()) {
      return 0;
    }
    return terms.whenFull() == WhenFull.BLOCK
        ? Math.max(terms.heldBytes(), heldBytes)
        : terms.heldBytes();
  }

  private static long queueBytes(FeedTerms terms) {
    return terms.wantsBytes() ? terms.queueBytes() : 0;
  }

  /** An observer has left. */
  void release(long observerBytes) {
    capacity.giveBack(observerBytes);
  }

  /** The owner has left, and there is no other. */
  void ownerLeft() {
    if (settled) {
      releaseOwners();
    }
  }

  /** It has ended and has no owner. */
  void settled() {
    settled = true;
    releaseOwners();
  }

  private void releaseOwners() {
    capacity.giveBack(ownerBytes);
    ownerBytes = 0;
  }
}
