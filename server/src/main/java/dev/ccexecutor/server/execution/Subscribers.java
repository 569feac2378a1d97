package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.DetachReason;
import dev.ccexecutor.protocol.execution.HookWarning;
import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.execution.output.OutputFeed;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.output.OutputQueue;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Who is attached to one execution: at most one owner, and observers. */
@RunsOn(ThreadRole.READER_LOOP)
final class Subscribers implements ExecutionListener {
  /**
   * Somebody who is attached.
   *
   * @param reservedBytes memory that is given back when it leaves
   */
  private record Attached(Subscriber subscriber, OutputFeed feed, long reservedBytes) {}

  private final String executionId;
  private final OutputLog log;
  private final AttachmentMemory memory;
  private final List<Attached> all = new ArrayList<>();
  private Attached owner;
  private volatile Claim claim;

  Subscribers(String executionId, OutputLog log, AttachmentMemory memory) {
    this.executionId = executionId;
    this.log = log;
    this.memory = memory;
  }

  boolean hasOwner() {
    return owner != null;
  }

  /** The owner's, or of the last one that has not given it up; else null. Any thread. */
  Claim claim() {
    return claim;
  }

  /** The last owner does not come back for it, or shall not. */
  void dropClaim() {
    claim = null;
  }

  /** The one that starts it, from the first byte on. */
  void addStarter(Subscriber subscriber, OutputQueue queue, FeedTerms terms) {
    memory.include(terms);
    owner = new Attached(subscriber, log.own(queue, terms, 0, 0), 0);
    claim = subscriber.claim();
    all.add(owner);
  }

  /**
   * Adds one; what it is to get follows with {@link OutputLog#advance}.
   *
   * @throws JsonRpcException if it asked for what is gone, or has not been yet, or is not its own
   *     any more, or would need more memory than there is; then nothing has changed
   */
  OutputFeed attach(AttachRequest request, Subscriber subscriber, OutputQueue queue)
      throws JsonRpcException {
    boolean lost = request.resumes().filter(resumed -> !resumed.equals(claim)).isPresent();
    if (lost) {
      throw ExecutionErrors.notYours(executionId).asException();
    }
    long stdout = from(request, StreamType.STDOUT);
    long stderr = from(request, StreamType.STDERR);
    long reserved =
        memory.reserve(
            request.mode(), request.terms(), log.keptBytes(), log.heldFrom(stdout, stderr));
    return request.mode() == AttachMode.OBSERVE
        ? observe(request, subscriber, queue, stdout, stderr, reserved)
        : own(request, subscriber, queue, stdout, stderr);
  }

  private OutputFeed observe(
      AttachRequest request,
      Subscriber subscriber,
      OutputQueue queue,
      long stdout,
      long stderr,
      long reservedBytes) {
    if (owner != null && owner.subscriber().connection().equals(subscriber.connection())) {
      dropClaim(); // It wants to be an observer now.
    }
    List<Attached> former = ofConnection(subscriber.connection());
    OutputFeed feed = log.observe(queue, request.terms(), stdout, stderr);
    former.forEach(this::giveUpPlace);
    all.add(new Attached(subscriber, feed, reservedBytes));
    return feed;
  }

  private OutputFeed own(
      AttachRequest request, Subscriber subscriber, OutputQueue queue, long stdout, long stderr) {
    Object connection = subscriber.connection();
    List<Attached> own = ofConnection(connection);
    Attached former = owner;
    owner = new Attached(subscriber, log.own(queue, request.terms(), stdout, stderr), 0);
    claim = subscriber.claim();
    own.forEach(this::giveUpPlace);
    all.remove(former);
    all.add(owner);
    if (former != null && !former.subscriber().connection().equals(connection)) {
      former.subscriber().detached(new ProcessDetached(executionId, DetachReason.TAKEN));
    }
    return owner.feed();
  }

  private long from(AttachRequest request, StreamType stream) throws JsonRpcException {
    OptionalLong asked = request.offsets().of(stream);
    if (request.resumes().isPresent()) {
      long end = log.rangeOf(stream).to();
      return asked.isEmpty() ? log.releasedByOwner(stream) : Math.min(asked.getAsLong(), end);
    }
    if (asked.isEmpty()) {
      return log.firstAvailable(stream, 0);
    }
    requireKept(stream, asked.getAsLong());
    return asked.getAsLong();
  }

  /**
   * Looks whether all that was asked for can be had.
   *
   * @throws JsonRpcException if not
   */
  void requireKept(StreamOffsets asked) throws JsonRpcException {
    for (StreamType stream : StreamType.OUTPUTS) {
      if (asked.of(stream).isPresent()) {
        requireKept(stream, asked.of(stream).getAsLong());
      }
    }
  }

  private void requireKept(StreamType stream, long offset) throws JsonRpcException {
    long end = log.rangeOf(stream).to();
    if (offset > end) {
      throw ExecutionErrors.beyondOutput(executionId, stream, end).asException();
    }
    long available = log.firstAvailable(stream, offset);
    if (available > offset) {
      throw ExecutionErrors.outputExpired(executionId, stream, available).asException();
    }
  }

  /**
   * It wants nothing more.
   *
   * @return whether it was the owner
   */
  boolean leave(Subscriber subscriber) {
    return leaveAll(one -> one.subscriber().equals(subscriber));
  }

  /** The same, whatever subscriber of a connection's it is. */
  boolean leaveAllOf(Object connection) {
    return leaveAll(one -> one.subscriber().connection().equals(connection));
  }

  private boolean leaveAll(Predicate<Attached> leaving) {
    boolean ownerLeft = owner != null && leaving.test(owner);
    for (Attached one : all.stream().filter(leaving).toList()) {
      leave(one);
    }
    return ownerLeft;
  }

  private void leave(Attached leaving) {
    giveUpPlace(leaving);
    log.advance();
  }

  /** Nothing goes for that before the log advances. */
  private void giveUpPlace(Attached leaving) {
    all.remove(leaving);
    if (leaving.equals(owner)) {
      owner = null;
      memory.ownerLeft();
    }
    memory.release(leaving.reservedBytes());
    log.remove(leaving.feed());
  }

  private List<Attached> ofConnection(Object connection) {
    return all.stream().filter(one -> one.subscriber().connection().equals(connection)).toList();
  }

  /** It has ended and has no owner. */
  void settled() {
    memory.settled();
  }

  /** The last owner says, late, how far it had taken care of the output. */
  void acknowledgeLate(Claim by, StreamOffsets offsets) {
    if (owner == null && by.equals(claim)) {
      log.acknowledgeLate(offsets);
    }
  }

  @Override
  public void started(ProcessStarted started) {
    each(one -> one.started(started));
  }

  @Override
  public void changed(ProcessStateChange change) {
    each(one -> one.changed(change));
  }

  @Override
  public void progress(ProcessProgress progress) {
    each(one -> one.progress(progress));
  }

  @Override
  public void exited(ProcessExited exited) {
    each(one -> one.exited(exited));
  }

  @Override
  public void stdin(ProcessStdin stdin) {
    each(one -> one.stdin(stdin));
  }

  @Override
  public void warned(HookWarning warning) {
    each(one -> one.warned(warning));
  }

  @Override
  public void nothingFollows() {
    each(ExecutionListener::nothingFollows);
  }

  private void each(Consumer<Subscriber> action) {
    for (Attached one : all) {
      action.accept(one.subscriber());
    }
  }
}
