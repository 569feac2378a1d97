package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.client.ClientException.Reason;
import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ExecutionStatus;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.ProcessOutput;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.ProcessStdin;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * One execution as the client follows it, over all connections. For the client's loop.
 *
 * <p>It is <em>asked</em> for until the first answer, <em>followed</em> until its end or a failure,
 * and <em>bound</em> while the connection that is open has it.
 */
final class FollowedExecution {
  private static final Logger log = LoggerFactory.getLogger(FollowedExecution.class);

  private static final int NO_CHANNEL = 0;

  private final FollowTerms terms;
  private final ExecutionListener listener;
  private final ReconnectingSession session;
  private final OutputIntake intake;
  private final InputQueue input;
  private final CompletableFuture<RemoteExecution> started = new CompletableFuture<>();
  private final CompletableFuture<ProcessCompleted> completion = new CompletableFuture<>();

  /** What asks for it; null once that was answered. */
  private DurableCall asking;

  private ExecutionState state = ExecutionState.STARTING;
  private int channel = NO_CHANNEL;
  private ExecutionStatus lastStatus;
  private boolean exitTold;
  private boolean bound;
  private boolean ended;

  FollowedExecution(
      FollowTerms terms, ExecutionListener listener, ReconnectingSession session, boolean fresh) {
    this.terms = terms;
    this.listener = listener;
    this.session = session;
    this.intake =
        new OutputIntake(terms, listener, session.loop(), session::acknowledge, this::roomMade);
    this.input = new InputQueue(terms.executionId(), session, fresh);
  }

  FollowTerms terms() {
    return terms;
  }

  InputQueue input() {
    return input;
  }

  /** Completes when it is followed. */
  CompletableFuture<RemoteExecution> started() {
    return started;
  }

  CompletableFuture<ProcessCompleted> completion() {
    return completion;
  }

  void asks(DurableCall call) {
    asking = call;
  }

  /** Its number on the connection that it is bound to, else one that nobody has. */
  int channel() {
    return channel;
  }

  /** The last that the server has said of it as a whole; null for nothing. */
  ExecutionStatus lastStatus() {
    return lastStatus;
  }

  boolean isBound() {
    return bound;
  }

  boolean isEnded() {
    return ended;
  }

  /** Whether an answer has said that it is there. */
  boolean isFollowed() {
    return started.isDone();
  }

  /** From where on another connection is asked for it. */
  StreamOffsets resumeFrom() {
    return intake.resume();
  }

  /** The open connection has it; what comes of it follows. */
  void bind(int number, Integer pid, ExecutionState now) {
    bound = true;
    channel = number;
    session.executions().number(this);
    if (asking != null) {
      session.calls().withdraw(asking);
      asking = null;
    }
    if (!started.isDone()) {
      state = now;
      started.complete(new RemoteExecution(this, pid == null ? 0 : pid, session));
    } else {
      changeTo(now);
    }
    input.reconnected();
  }

  void bind(AttachResult result) {
    lastStatus = result.status();
    bind(result.channel(), result.status().pid(), result.status().state());
  }

  /** The connection is gone, and another is being tried for. */
  void disconnected(ClientException cause) {
    bound = false;
    channel = NO_CHANNEL;
    if (isFollowed()) {
      guarded(() -> listener.onReconnecting(cause));
    }
  }

  void reconnected() {
    if (isFollowed()) {
      guarded(listener::onReconnected);
    }
  }

  /**
   * A data frame came.
   *
   * @param payload borrowed
   */
  void data(DataFrameHeader header, ByteBuf payload) {
    guarded(() -> intake.data(header.stream(), header.offset(), payload));
  }

  private void roomMade() {
    guarded(intake::handOverDue);
  }

  /** A notification came that bears its id. */
  void notified(String method, JsonNode params) {
    guarded(() -> dispatch(method, params));
  }

  private void dispatch(String method, JsonNode params) throws JsonRpcException, ClientException {
    switch (method) {
      case "process.output" -> intake.message(Parameters.bind(params, ProcessOutput.class));
      case "process.gap" -> intake.gap(Parameters.bind(params, ProcessGap.class));
      case "process.paused" -> changeTo(ExecutionState.PAUSED);
      case "process.resumed" -> changeTo(ExecutionState.RUNNING);
      case "process.canceled" -> changeTo(ExecutionState.STOPPING);
      case "process.progress" ->
          listener.onProgress(Parameters.bind(params, ProcessProgress.class));
      case "process.stdin" -> input.told(Parameters.bind(params, ProcessStdin.class));
      case "process.exited" -> exited(Parameters.bind(params, ProcessExited.class));
      case "process.completed" -> completed(Parameters.bind(params, ProcessCompleted.class));
      case "process.detached" ->
          throw new ClientException(Reason.TAKEN, "another connection has taken the execution");
      case "hook.warning" -> listener.onWarning(params);
      default -> log.debug("nothing is known of the notification {}", method);
    }
  }

  private void changeTo(ExecutionState now) {
    boolean old = now == state || now.compareTo(ExecutionState.EXITED) > 0;
    if (!old) {
      state = now;
      listener.onStateChange(now);
    }
  }

  private void exited(ProcessExited exited) {
    if (!exitTold) {
      exitTold = true;
      intake.handOverJoined();
      changeTo(ExecutionState.EXITED);
      listener.onExited(exited);
    }
  }

  private void completed(ProcessCompleted end) throws ClientException {
    var contradiction = intake.end(end);
    if (end.status() == CompletionStatus.LOST) {
      throw ClientException.lost("the server died while it ran", null, lastStatus);
    }
    if (contradiction.isPresent()) {
      throw new ClientException(
          Reason.FAILED, "the output is not what the child wrote: " + contradiction.get());
    }
    over(new ClientException(Reason.INPUT_CLOSED, "the execution has ended"));
    listener.onCompleted(end);
    completion.complete(end);
  }

  /** The server has nothing before this offset any more; tells the gap, if there is one. */
  void expired(StreamType type, long availableFrom) {
    guarded(() -> intake.expired(type, availableFrom));
  }

  /** It is not started, or not attached: whoever asked for it is told, and nobody else. */
  void refused(Throwable cause) {
    if (!ended) {
      over(cause);
      started.completeExceptionally(cause);
      completion.completeExceptionally(cause);
    }
  }

  /** It can't be followed any more: tells everybody who waits for it. */
  void fail(Throwable cause) {
    if (ended) {
      return;
    }
    over(cause);
    started.completeExceptionally(cause);
    unguarded(intake::handOverJoined);
    unguarded(() -> listener.onFailed(cause));
    completion.completeExceptionally(cause);
  }

  /** A call whose failure changes nothing any more. */
  private static void unguarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException failure) {
      log.warn("a listener failed", failure);
    }
  }

  private void over(Throwable cause) {
    ended = true;
    bound = false;
    session.forget(this);
    input.fail(cause);
  }

  private interface Step {
    void run() throws JsonRpcException, ClientException;
  }

  /** Whatever is wrong with this execution, or its listener, is no other's affair. */
  private void guarded(Step step) {
    if (ended) {
      return;
    }
    try {
      step.run();
    } catch (ClientException failure) {
      giveUp(failure);
    } catch (JsonRpcException malformed) {
      giveUp(new ClientException(Reason.FAILED, "no message of the contract", malformed));
    } catch (RuntimeException failure) {
      giveUp(new ClientException(Reason.FAILED, "the listener failed: " + failure, failure));
    }
  }

  private void giveUp(ClientException cause) {
    if (ended) {
      // The listener failed at its last call.
      log.warn("a listener failed", cause);
      completion.completeExceptionally(cause);
      return;
    }
    boolean had = bound && cause.reason() == Reason.FAILED;
    fail(cause);
    if (had) {
      session.letGo(terms.executionId());
    }
  }
}
