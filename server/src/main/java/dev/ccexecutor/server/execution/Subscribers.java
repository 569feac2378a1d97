package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.DetachReason;
import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStarted;
import dev.ccexecutor.protocol.execution.ProcessStateChange;
import dev.ccexecutor.protocol.execution.ProcessStdin;
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

/** Who is attached to one execution: at most one owner, and observers. */
@RunsOn(ThreadRole.READER_LOOP)
final class Subscribers implements ExecutionListener {
  private record Attached(Subscriber subscriber, OutputFeed feed) {}

  private final String executionId;
  private final OutputLog log;
  private final List<Attached> all = new ArrayList<>();
  private Attached owner;

  Subscribers(String executionId, OutputLog log) {
    this.executionId = executionId;
    this.log = log;
  }

  boolean hasOwner() {
    return owner != null;
  }

  /** The one that starts it, from the first byte on. */
  void addStarter(Subscriber subscriber, OutputQueue queue, FeedTerms terms) {
    owner = new Attached(subscriber, log.own(queue, terms, 0, 0));
    all.add(owner);
  }

  /**
   * Adds one; what it is to get follows with {@link OutputLog#advance}.
   *
   * @throws JsonRpcException if it asked for what is gone, or has not been yet
   */
  OutputFeed attach(AttachRequest request, Subscriber subscriber, OutputQueue queue)
      throws JsonRpcException {
    long stdout = offset(request, StreamType.STDOUT);
    long stderr = offset(request, StreamType.STDERR);
    Attached former = owner;
    leaveOf(subscriber.connection());
    if (request.mode() == AttachMode.OBSERVE) {
      OutputFeed feed = log.observe(queue, request.terms(), stdout, stderr);
      all.add(new Attached(subscriber, feed));
      return feed;
    }
    boolean taken = owner != null;
    owner = new Attached(subscriber, log.own(queue, request.terms(), stdout, stderr));
    all.add(owner);
    if (taken) {
      all.remove(former);
      former.subscriber().detached(new ProcessDetached(executionId, DetachReason.TAKEN));
    }
    return owner.feed();
  }

  /** A connection that attaches again gives up what it had, and is not told. */
  private void leaveOf(Object connection) {
    all.stream()
        .filter(one -> one.subscriber().connection().equals(connection))
        .toList()
        .forEach(this::leave);
  }

  private long offset(AttachRequest request, StreamType stream) throws JsonRpcException {
    OptionalLong asked = request.offsets().of(stream);
    if (asked.isEmpty()) {
      return request.resumes() ? log.releasedByOwner(stream) : log.firstAvailable(stream, 0);
    }
    long offset = asked.getAsLong();
    long end = log.rangeOf(stream).to();
    if (offset > end) {
      throw ExecutionErrors.beyondOutput(stream, end).asException();
    }
    long available = log.firstAvailable(stream, offset);
    if (available > offset) {
      throw ExecutionErrors.outputExpired(executionId, stream, available).asException();
    }
    return offset;
  }

  /**
   * It wants nothing more.
   *
   * @return whether it was the owner
   */
  boolean leave(Subscriber subscriber) {
    return all.stream()
        .filter(one -> one.subscriber().equals(subscriber))
        .findFirst()
        .map(this::leave)
        .orElse(false);
  }

  private boolean leave(Attached leaving) {
    all.remove(leaving);
    boolean wasOwner = leaving.equals(owner);
    if (wasOwner) {
      owner = null;
    }
    log.close(leaving.feed());
    return wasOwner;
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
  public void nothingFollows() {
    each(ExecutionListener::nothingFollows);
  }

  private void each(Consumer<Subscriber> action) {
    for (Attached one : all) {
      action.accept(one.subscriber());
    }
  }
}
