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
 * <p>The part of one who is waited for is how far it may lag behind, or how far it lags behind from
 * the start: it may begin with what others have held, who leave then. An owner's stays reserved
 * when that has gone, as its place in the output still counts, so that whoever comes back for it
 * finds room. Once the execution is settled nothing is reserved for itself any more: an owner then
 * needs room for what it has queued, and for what is kept, since that stays for as long as an owner
 * takes it.
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
   * @param heldBytes what of it would be held for this one, if it is waited for: see {@link
   *     OutputLog#heldFrom}
   * @return what is to be given back when an observer leaves; 0 for an owner
   * @throws JsonRpcException if there is no room for it; then nothing has changed
   */
  long reserve(AttachMode mode, FeedTerms terms, long keptBytes, long heldBytes)
      throws JsonRpcException {
    long held = terms.wantsBytes() && terms.whenFull() == WhenFull.BLOCK ? heldBytes : 0;
    if (mode == AttachMode.OBSERVE) {
      long observerBytes = settled ? queueBytes(terms) : Math.max(queueBytes(terms), held);
      capacity.exchange(0, observerBytes);
      return observerBytes;
    }
    long needed =
        settled
            ? queueBytes(terms) + keptBytes
            : Math.max(0, Math.max(lagBytes(terms), held) - includedBytes);
    capacity.exchange(ownerBytes, needed);
    ownerBytes = needed;
    return 0;
  }

  private static long lagBytes(FeedTerms terms) {
    return terms.wantsBytes() ? terms.heldBytes() : 0;
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
