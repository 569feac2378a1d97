package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.AttachRequest;
import dev.ccexecutor.server.execution.Attachment;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.execution.KnownExecution;
import dev.ccexecutor.server.execution.input.InputPiece;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.session.output.OutputDrain;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client and the executions that it started, for as long as its connection lasts. */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** Requests that wait for an end. Enough for a wait on each execution that a session may have. */
  private static final int MAX_WAITS = 4096;

  private static final int GOING_AWAY = 1001;
  private static final int POLICY_VIOLATION = 1008;

  private final String id;
  private final String resumeToken;
  private final Channel channel;
  private final ConnectionCloser closer;
  private final ExecutionRegistry registry;
  private final Terms terms;
  private final AnswerLane answers;
  private final OutputDrain drain;
  private final SequencedMap<Integer, Subscription> subscriptions = new LinkedHashMap<>();
  private final Set<Runnable> cancellations = new HashSet<>();
  private AnswerHold hold;
  private int lastChannel;
  private boolean goingAway;
  private boolean closed;

  Session(
      SessionIdentity identity,
      Channel channel,
      ConnectionCloser closer,
      ExecutionRegistry registry,
      Terms terms) {
    this.id = identity.sessionId();
    this.resumeToken = identity.resumeToken();
    this.channel = channel;
    this.closer = closer;
    this.registry = registry;
    this.terms = terms;
    this.answers = new AnswerLane(channel, terms.maxUnreadAnswerBytes(), this::tooMuchWaits);
    this.drain = new OutputDrain(channel);
  }

  /**
   * What one session may hold, and what its client can do.
   *
   * @param maxExecutions live at one time
   * @param maxUnreadAnswerBytes answers and notifications that wait for the client to read
   * @param queueBytes how far it may fall behind with an execution's output, without a window
   * @param onDisconnect what becomes of an execution whose request does not say
   */
  public record Terms(
      int maxExecutions, long maxUnreadAnswerBytes, long queueBytes, OnDisconnect onDisconnect) {}

  /** Ends the session's connection. */
  public interface ConnectionCloser {
    @RunsOn(ThreadRole.EVENT_LOOP)
    void close(int code, String reason);
  }

  public String id() {
    return id;
  }

  public String resumeToken() {
    return resumeToken;
  }

  /** What becomes of an execution whose request does not say. */
  public OnDisconnect onDisconnect() {
    return terms.onDisconnect();
  }

  public AnswerLane answers() {
    return answers;
  }

  /** The connection's event loop: whatever is done to a session is done there. */
  public Executor executor() {
    return channel.eventLoop();
  }

  /**
   * Runs an action on the event loop, in its order, but does not wake it: whoever calls this sees
   * to it that something else does.
   */
  void executeWithNext(Runnable action) {
    ((AbstractEventExecutor) channel.eventLoop()).lazyExecute(action);
  }

  /** Runs an action at once on the event loop, else as its next task. */
  public void runOnEventLoop(Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      channel.eventLoop().execute(action);
    }
  }

  /** Runs an action on the event loop after a time. */
  public Future<?> schedule(Runnable action, long delay, TimeUnit unit) {
    return channel.eventLoop().schedule(action, delay, unit);
  }

  /**
   * Cancels what waits on this session's behalf when the session ends.
   *
   * @throws JsonRpcException if more wait than may
   */
  public void cancelWhenClosed(CompletableFuture<?> waiting) throws JsonRpcException {
    if (cancellations.size() >= MAX_WAITS) {
      waiting.cancel(false);
      throw JsonRpcError.of(
              ErrorKind.INVALID_REQUEST, "Too many requests of this connection wait already")
          .with("limit", MAX_WAITS)
          .asException();
    }
    Runnable cancellation = () -> waiting.cancel(false);
    cancellations.add(cancellation);
    waiting.whenCompleteAsync(
        (result, failure) -> cancellations.remove(cancellation), channel.eventLoop());
  }

  public void writabilityChanged() {
    drain.writabilityChanged();
  }

  /**
   * Holds back all messages of executions that are started from now on, until the hold is released:
   * the answers of a batch go out as one array, and that comes before any message of these.
   */
  public AnswerHold holdMessages() {
    hold = new AnswerHold();
    return hold;
  }

  /**
   * Executions that are started from now on are no longer held; those that were wait for the hold's
   * release.
   */
  public void endHolding() {
    hold = null;
  }

  /**
   * Makes ready an execution and this session's subscription to it; {@link ExecutionRegistry#start}
   * sets it going.
   */
  public Admitted admit(ExecutionSpec spec, OutputChoice choice) throws JsonRpcException {
    if (registry.find(spec.executionId()).isEmpty()) {
      requireRoom();
    }
    ExecutionRegistry.Admission admission = registry.admit(spec);
    Execution execution = admission.known().execution();
    if (admission.existing()) {
      return new Admitted(admission.known(), subscriptionTo(execution), true);
    }
    FeedTerms feedTerms = choice.feedTerms(terms.queueBytes());
    Subscription subscription = newSubscription(execution, true, choice, feedTerms);
    execution.addStarter(subscription, subscription.queue(), feedTerms);
    subscription.begin(0, 0);
    subscriptions.put(subscription.channel(), subscription);
    return new Admitted(admission.known(), Optional.of(subscription), false);
  }

  private void requireRoom() throws JsonRpcException {
    if (subscriptions.size() >= terms.maxExecutions()) {
      throw JsonRpcError.of(
              ErrorKind.EXECUTION_LIMIT, "The session runs as many executions as it may")
          .with("limit", terms.maxExecutions())
          .with("scope", "session")
          .asException();
    }
  }

  private Subscription newSubscription(
      Execution execution, boolean owns, OutputChoice choice, FeedTerms feedTerms) {
    return new Subscription(this, execution, owns, choice, feedTerms, ++lastChannel, hold);
  }

  /**
   * Attaches to an execution. What this session had of it before is given up when the answer comes,
   * on the event loop.
   *
   * @param resumes see {@link AttachRequest}
   */
  public CompletableFuture<AttachResult> attach(
      Execution execution,
      AttachMode mode,
      StreamOffsets offsets,
      boolean resumes,
      OutputChoice choice)
      throws JsonRpcException {
    if (subscriptionTo(execution).isEmpty()) {
      requireRoom();
    }
    FeedTerms feedTerms = choice.feedTerms(terms.queueBytes());
    Subscription subscription =
        newSubscription(execution, mode == AttachMode.TAKE, choice, feedTerms);
    CompletableFuture<AttachResult> answer = new CompletableFuture<>();
    execution
        .attach(
            new AttachRequest(mode, offsets, resumes, feedTerms),
            subscription,
            subscription.queue())
        .whenComplete(
            (attachment, failure) ->
                runOnEventLoop(
                    () -> {
                      if (failure == null) {
                        attached(subscription, attachment);
                        answer.complete(
                            new AttachResult(attachment.status(), subscription.channel()));
                      } else {
                        subscription.close();
                        answer.completeExceptionally(failure);
                      }
                    }));
    return answer;
  }

  private void attached(Subscription subscription, Attachment attachment) {
    subscription.begin(attachment.stdoutFrom(), attachment.stderrFrom());
    subscriptionTo(subscription.execution()).ifPresent(this::forget);
    if (closed) {
      subscription.close();
      subscription.execution().disconnected(subscription);
    } else {
      subscriptions.put(subscription.channel(), subscription);
    }
  }

  /** Gives up what this session has of an execution, if it has anything. */
  public boolean detach(Execution execution) {
    Optional<Subscription> subscription = subscriptionTo(execution);
    subscription.ifPresent(
        one -> {
          forget(one);
          execution.detach(one);
        });
    return subscription.isPresent();
  }

  /**
   * The client has taken care of output; of an execution that it does not have this says nothing.
   */
  public void acknowledge(String executionId, StreamOffsets offsets) {
    subscriptions.values().stream()
        .filter(one -> one.execution().spec().executionId().equals(executionId))
        .toList()
        .forEach(one -> one.acknowledge(offsets));
  }

  /** Another connection owns it now. */
  void taken(Subscription subscription, ProcessDetached detached) {
    if (subscriptions.remove(subscription.channel(), subscription)) {
      subscription.close();
      answers.notify("process.detached", detached);
      closeIfDelivered();
    }
  }

  /**
   * The answer to a request to start.
   *
   * @param subscription this session's, if it has one
   * @param existing true if nothing was started, because it was before
   */
  public record Admitted(
      KnownExecution known, Optional<Subscription> subscription, boolean existing) {}

  private Optional<Subscription> subscriptionTo(Execution execution) {
    return subscriptions.values().stream().filter(one -> one.execution() == execution).findFirst();
  }

  /**
   * Takes a data frame's bytes, which stay the caller's, for the input of the execution that it is
   * about. One for no known channel, an ended execution's among them, is dropped.
   */
  public void dataFrame(DataFrameHeader header, ByteBuf bytes) {
    Subscription subscription = subscriptions.get(header.channel());
    if (subscription == null || header.stream() != StreamType.STDIN) {
      log.atDebug()
          .addKeyValue(LogKeys.SESSION_ID, id)
          .addKeyValue("channel", header.channel())
          .log("a data frame that is no input of a known channel was dropped");
      return;
    }
    subscription
        .execution()
        .input()
        .writeUnanswered(
            new InputPiece(
                OptionalLong.of(header.offset()),
                bytes,
                InputPiece.Cut.NOWHERE,
                header.endOfStream()));
  }

  /** The newest execution of this session that lives. */
  public Optional<Execution> newestExecution() {
    return subscriptions.sequencedValues().reversed().stream()
        .filter(Subscription::owns)
        .map(Subscription::execution)
        .filter(execution -> execution.record().state() != ExecutionState.COMPLETED)
        .findFirst();
  }

  /** Hears nothing more of it: nothing was started under this id, say. */
  public void forget(Subscription subscription) {
    subscriptions.remove(subscription.channel());
    subscription.close();
  }

  public void notify(String method, Object params) {
    answers.notify(method, params);
  }

  /** The connection is gone: what it owns ends, or waits for it to come back. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    answers.close();
    log.atInfo()
        .addKeyValue(LogKeys.SESSION_ID, id)
        .addKeyValue("live_executions", subscriptions.size())
        .log("session ended");
    for (Subscription subscription : new ArrayList<>(subscriptions.values())) {
      subscription.close();
      subscription.execution().disconnected(subscription);
    }
    subscriptions.clear();
    new ArrayList<>(cancellations).forEach(Runnable::run);
  }

  OutputDrain drain() {
    return drain;
  }

  void completed(Subscription subscription, ProcessCompleted end) {
    subscriptions.remove(subscription.channel());
    answers.notify("process.completed", end);
    subscription.execution().detach(subscription);
    closeIfDelivered();
  }

  /**
   * Closes the connection as soon as everything was handed to it that its executions have to tell.
   */
  public void goAway() {
    goingAway = true;
    closeIfDelivered();
  }

  /** More waits for the client than may. */
  void tooMuchWaits() {
    closer.close(POLICY_VIOLATION, "answers are not read");
  }

  private void closeIfDelivered() {
    if (goingAway && subscriptions.isEmpty()) {
      closer.close(GOING_AWAY, "the server has shut down");
    }
  }
}
