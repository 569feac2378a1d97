package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.OnDisconnect;
import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.execution.ProcessDetached;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.VisibleExecutions;
import dev.ccexecutor.server.execution.input.InputPiece;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.logging.PeerAddress;
import dev.ccexecutor.server.security.Principal;
import dev.ccexecutor.server.session.output.OutputDrain;
import dev.ccexecutor.server.session.output.SentBytes;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.AbstractEventExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** One client and the executions that it started, for as long as its connection lasts. */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final int GOING_AWAY = 1001;
  private static final int POLICY_VIOLATION = 1008;
  private static final int RESUMED_ELSEWHERE = 4001;

  private final SessionIdentity identity;
  private final Channel channel;
  private final ConnectionCloser closer;
  private final Terms terms;
  private final SentBytes sentBytes;
  private final AnswerLane answers;
  private final RequestsInFlight requests;
  private final RefusedRequests refused = new RefusedRequests(System::nanoTime);
  private final OutputDrain drain;
  private final VisibleExecutions executions;
  private final Subscriptions subscriptions;
  private final Set<Runnable> cancellations = new HashSet<>();
  private AnswerHold hold;
  private final String peer;
  private boolean goingAway;
  private boolean closed;

  Session(
      SessionIdentity identity,
      Channel channel,
      ConnectionCloser closer,
      ExecutionRegistry registry,
      RequestMemory requestMemory,
      SentBytes sentBytes,
      Terms terms) {
    this.identity = identity;
    this.channel = channel;
    this.peer = PeerAddress.of(channel);
    this.closer = closer;
    this.terms = terms;
    this.sentBytes = sentBytes;
    this.answers = new AnswerLane(channel, terms.maxUnreadAnswerBytes(), this::tooMuchWaits);
    this.requests =
        new RequestsInFlight(
            terms.maxRequestsInFlight(), terms.maxRequestBytesInFlight(), requestMemory);
    this.drain = new OutputDrain(channel);
    this.executions = registry.visibleTo(terms.principal());
    this.subscriptions = new Subscriptions(this, registry, terms);
  }

  /**
   * Whose a session is, what it may hold, and what its client can do.
   *
   * @param principal who is at the other end
   * @param maxExecutions live at one time
   * @param maxUnreadAnswerBytes answers and notifications that wait for the client to read
   * @param queueBytes how far it may fall behind with an execution's output, without a window
   * @param maxRequestsInFlight that wait for their answers
   * @param maxRequestBytesInFlight what they and their answers may hold
   * @param clientKind what its program can do
   * @param sendsFiles whether its channel can send pieces of files; what encrypts them can't
   * @param isThisServer whether the client is the server itself, which acts for the principal; such
   *     sessions come and go with each call of a model, and are bounded where they are opened
   */
  public record Terms(
      Principal principal,
      int maxExecutions,
      long maxUnreadAnswerBytes,
      long queueBytes,
      int maxRequestsInFlight,
      long maxRequestBytesInFlight,
      ClientKind clientKind,
      boolean sendsFiles,
      boolean isThisServer) {
    Level logLevel() {
      return isThisServer ? Level.DEBUG : Level.INFO;
    }
  }

  /** Ends the session's connection. */
  public interface ConnectionCloser {
    @RunsOn(ThreadRole.EVENT_LOOP)
    void close(int code, String reason);
  }

  public String id() {
    return identity.sessionId();
  }

  /** The address and port of the other end. */
  public String peer() {
    return peer;
  }

  public String resumeToken() {
    return identity.resumeToken();
  }

  SessionIdentity identity() {
    return identity;
  }

  public Principal principal() {
    return terms.principal();
  }

  /** The executions that its client can ask about: its own, and those of its principal's others. */
  public VisibleExecutions executions() {
    return executions;
  }

  /** The executions that it has started or attached to. */
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** What becomes of an execution whose request does not say. */
  public OnDisconnect onDisconnect() {
    return terms.clientKind().onDisconnect();
  }

  /** What its client's program is, as far as is known. */
  public ClientKind clientKind() {
    return terms.clientKind();
  }

  /** What this client has asked for and has no answer to. */
  public RequestsInFlight requests() {
    return requests;
  }

  /** What of it was refused. */
  public RefusedRequests refused() {
    return refused;
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

  /** Cancels what waits on this session's behalf when the session ends. */
  public void cancelWhenClosed(CompletableFuture<?> waiting) {
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

  /** What is started or attached now is held by this; null if it is not. */
  AnswerHold hold() {
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
   * Takes a data frame's bytes, which stay the caller's, for the input of the execution that it is
   * about. One for no known channel, an ended execution's among them, is dropped.
   */
  public void dataFrame(DataFrameHeader header, ByteBuf bytes) {
    Optional<Subscription> subscription = subscriptions.find(header.channel());
    if (subscription.isEmpty() || header.stream() != StreamType.STDIN) {
      log.atDebug()
          .addKeyValue(LogKeys.SESSION_ID, id())
          .addKeyValue("channel", header.channel())
          .log("a data frame that is no input of a known channel was dropped");
      return;
    }
    subscription
        .get()
        .execution()
        .input()
        .writeUnanswered(
            new InputPiece(
                OptionalLong.of(header.offset()),
                bytes,
                InputPiece.Cut.NOWHERE,
                header.endOfStream()));
  }

  public void notify(String method, Object params) {
    answers.notify(method, params);
  }

  /** The same, in one piece with the output that there is to write, which goes behind it. */
  void notifyWithOutput(String method, Object params) {
    answers.notifyWithNext(method, params);
    drain.flushSoon();
  }

  /** Nobody may come back for what it owns: that ends at once. */
  public void abandon() {
    subscriptions.stopOwned(EndReason.DISCONNECTED);
  }

  /** Whether its client is the server itself. */
  boolean isOfThisServer() {
    return terms.isThisServer();
  }

  /** The connection is gone: what it owns ends, or waits for it to come back. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    answers.close();
    log.atLevel(terms.logLevel())
        .addKeyValue(LogKeys.SESSION_ID, id())
        .addKeyValue("live_executions", subscriptions.count())
        .log("session ended");
    if (!subscriptions.hasSurrendered()) {
      identity.cutOff();
    }
    subscriptions.close();
    new ArrayList<>(cancellations).forEach(Runnable::run);
    requests.close();
  }

  /** What the clients of its event loop were sent. */
  SentBytes sentBytes() {
    return sentBytes;
  }

  OutputDrain drain() {
    return drain;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Another connection takes over all that this one owns, which is closed without a word more of
   * it.
   *
   * @return ends when no answer is under way by which this session would come to own more
   */
  CompletableFuture<Void> surrender() {
    subscriptions.surrender();
    if (!closed) {
      closer.close(RESUMED_ELSEWHERE, "the session was resumed on another connection");
    }
    return subscriptions.pending().settled();
  }

  /** Another connection owns it now. */
  void taken(Subscription subscription, ProcessDetached detached) {
    if (subscriptions.taken(subscription)) {
      SubscriptionLog.taken(this, subscription);
      answers.notify("process.detached", detached);
      closeIfDelivered();
    }
  }

  /** The request to start it was not granted, as the answer has said. */
  public void notStarted(Subscription subscription) {
    subscriptions.refused(subscription);
    closeIfDelivered();
  }

  /** All output was handed over, and nothing but the end record is left to be. */
  void delivered(Subscription subscription, ProcessCompleted end) {
    if (subscriptions.delivered(subscription)) {
      SubscriptionLog.told(this, subscription);
      answers.notify("process.completed", end);
      closeIfDelivered();
    }
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
    if (goingAway && subscriptions.count() == 0) {
      closer.close(GOING_AWAY, "the server has shut down");
    }
  }
}
