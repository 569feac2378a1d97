package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachResult;
import dev.ccexecutor.protocol.execution.EndReason;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcError;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.server.execution.AttachRequest;
import dev.ccexecutor.server.execution.Attachment;
import dev.ccexecutor.server.execution.Claim;
import dev.ccexecutor.server.execution.Execution;
import dev.ccexecutor.server.execution.ExecutionRegistry;
import dev.ccexecutor.server.execution.ExecutionSpec;
import dev.ccexecutor.server.execution.KnownExecution;
import dev.ccexecutor.server.execution.output.FeedTerms;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The executions that one session has started or attached to, until each is told to its end. */
@RunsOn(ThreadRole.EVENT_LOOP)
public final class Subscriptions {
  private final Session session;
  private final ExecutionRegistry registry;
  private final Session.Terms terms;
  private final SubscriptionTable table = new SubscriptionTable();

  private final PendingAnswers pending = new PendingAnswers();

  /** What was the session's when another one took it over, and may still count as its own. */
  private final List<Subscription> surrendered = new ArrayList<>();

  private int lastChannel;
  private int attaching;
  private boolean closed;
  private boolean surrenders;

  Subscriptions(Session session, ExecutionRegistry registry, Session.Terms terms) {
    this.session = session;
    this.registry = registry;
    this.terms = terms;
  }

  /**
   * The answer to a request to start.
   *
   * @param subscription this session's, if it has one
   * @param existing true if nothing was started, because it was before
   */
  public record Admitted(
      KnownExecution known, Optional<Subscription> subscription, boolean existing) {}

  /**
   * Makes ready an execution and this session's subscription to it; {@link ExecutionRegistry#start}
   * sets it going.
   */
  public Admitted admit(ExecutionSpec spec, OutputChoice choice) throws JsonRpcException {
    if (session.executions().find(spec.executionId()).isEmpty()) {
      requireRoom(1);
    }
    ExecutionRegistry.Admission admission = registry.admit(spec);
    Execution execution = admission.known().execution();
    if (admission.existing()) {
      return new Admitted(admission.known(), table.find(execution), true);
    }
    FeedTerms feedTerms = choice.feedTerms(terms);
    Subscription subscription = newSubscription(execution, true, choice, session.hold());
    execution.attachments().addStarter(subscription, subscription.queue(), feedTerms);
    subscription.begin(0, 0);
    table.add(subscription);
    return new Admitted(admission.known(), Optional.of(subscription), false);
  }

  /**
   * Refuses more than a session may have.
   *
   * @throws JsonRpcException if there is no room for so many
   */
  void requireRoom(int more) throws JsonRpcException {
    if (more > room()) {
      throw JsonRpcError.of(
              ErrorKind.EXECUTION_LIMIT, "The session runs as many executions as it may")
          .with("limit", terms.maxExecutions())
          .with("scope", "session")
          .asException();
    }
  }

  int room() {
    return terms.maxExecutions() - table.count() - attaching;
  }

  private Subscription newSubscription(
      Execution execution, boolean owns, OutputChoice choice, AnswerHold hold) {
    FeedTerms feedTerms = choice.feedTerms(terms);
    SessionClaim claim = new SessionClaim(session.identity(), choice);
    return new Subscription(
        session, execution, owns, choice, feedTerms, claim, ++lastChannel, hold);
  }

  /**
   * Attaches to an execution. What this session had of it before is given up when the answer comes,
   * on the event loop.
   */
  public CompletableFuture<AttachResult> attach(
      Execution execution, AttachMode mode, StreamOffsets offsets, OutputChoice choice)
      throws JsonRpcException {
    if (table.find(execution).isEmpty()) {
      requireRoom(1);
    }
    boolean owns = mode == AttachMode.TAKE;
    Subscription subscription = newSubscription(execution, owns, choice, session.hold());
    FeedTerms feedTerms = choice.feedTerms(terms);
    return attach(subscription, new AttachRequest(mode, offsets, Optional.empty(), feedTerms));
  }

  /**
   * Takes an execution over to which another session has this claim, in the form that it had there.
   *
   * @param hold keeps its messages back
   */
  CompletableFuture<AttachResult> takeOver(
      Execution execution, SessionClaim claim, StreamOffsets offsets, AnswerHold hold) {
    Subscription subscription = newSubscription(execution, true, claim.choice(), hold);
    FeedTerms feedTerms = claim.choice().feedTerms(terms);
    return attach(
        subscription, new AttachRequest(AttachMode.TAKE, offsets, Optional.of(claim), feedTerms));
  }

  /**
   * The answer comes as a task of the event loop's, behind those of earlier requests, and before
   * any that tells of the execution.
   */
  private CompletableFuture<AttachResult> attach(Subscription subscription, AttachRequest request) {
    CompletableFuture<AttachResult> answer = new CompletableFuture<>();
    pending.add(answer);
    attaching++;
    CompletableFuture<Attachment> attachment = new CompletableFuture<>();
    attachment.whenComplete(
        (attached, failure) ->
            session.executor().execute(() -> answer(subscription, attached, failure, answer)));
    subscription
        .execution()
        .attachments()
        .attach(request, subscription, subscription.queue(), attachment);
    return answer;
  }

  private void answer(
      Subscription subscription,
      Attachment attachment,
      Throwable failure,
      CompletableFuture<AttachResult> answer) {
    attaching--;
    if (failure == null) {
      attached(subscription, attachment);
      answer.complete(new AttachResult(attachment.status(), subscription.channel()));
    } else {
      subscription.close();
      answer.completeExceptionally(failure);
    }
  }

  private void attached(Subscription subscription, Attachment attachment) {
    subscription.begin(attachment.stdoutFrom(), attachment.stderrFrom());
    SubscriptionLog.attached(session, subscription);
    table.find(subscription.execution()).ifPresent(this::forget);
    if (surrenders) {
      surrender(subscription);
    } else if (closed) {
      disconnect(subscription);
    } else {
      table.add(subscription);
    }
  }

  /** What may yet make executions this session's. */
  PendingAnswers pending() {
    return pending;
  }

  /**
   * Gives up what this session has of an execution, if it has anything, in its turn among the other
   * requests.
   */
  public CompletableFuture<Void> detach(Execution execution) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    CompletableFuture<Void> detached = new CompletableFuture<>();
    detached.thenRun(
        () ->
            session
                .executor()
                .execute(
                    () -> {
                      table.find(execution).ifPresent(this::forget);
                      SubscriptionLog.detached(session, execution);
                      answer.complete(null);
                    }));
    execution.attachments().detach(session.identity(), detached);
    return answer;
  }

  /**
   * The client has taken care of output; of an execution that it does not have this says nothing.
   */
  public void acknowledge(String executionId, StreamOffsets offsets) {
    Optional<Execution> known =
        session.executions().find(executionId).map(KnownExecution::execution);
    if (known.isEmpty()) {
      return;
    }
    Optional<Subscription> subscription = table.find(known.get());
    if (subscription.isPresent()) {
      subscription.get().acknowledge(offsets);
    } else {
      known
          .get()
          .attachments()
          .claim()
          .filter(this::isOwn)
          .ifPresent(claim -> known.get().attachments().acknowledgeLate(claim, offsets));
    }
  }

  private boolean isOwn(Claim claim) {
    return claim instanceof SessionClaim own && own.identity() == session.identity();
  }

  /** Another connection owns it now. Whether this session still had it. */
  boolean taken(Subscription subscription) {
    boolean had = table.remove(subscription);
    subscription.close();
    return had;
  }

  /** All of it was handed over but the end record. Whether this session still has it. */
  boolean delivered(Subscription subscription) {
    boolean had = table.remove(subscription);
    if (had) {
      subscription.claim().deliver();
      subscription.execution().attachments().leave(subscription);
    }
    return had;
  }

  /** Hears nothing more of it. */
  private void forget(Subscription subscription) {
    table.remove(subscription);
    subscription.close();
  }

  /** The request to start it was not granted; what runs of it all the same has no owner. */
  void refused(Subscription subscription) {
    forget(subscription);
    subscription.execution().attachments().leave(subscription);
  }

  Optional<Subscription> find(int channel) {
    return table.find(channel);
  }

  /** The newest execution of this session that lives. */
  public Optional<Execution> newestExecution() {
    return table.ownedAndLive().max(Comparator.comparingLong(registry::placeOf));
  }

  int count() {
    return table.count();
  }

  /** The connection is gone: what it owns ends, or waits for it to come back. */
  void close() {
    closed = true;
    table.removeAll().forEach(this::disconnect);
  }

  /** Ends what it owns. */
  void stopOwned(EndReason reason) {
    table.ownedAndLive().forEach(execution -> execution.stop(reason));
  }

  private void disconnect(Subscription subscription) {
    SubscriptionLog.cutOff(session, subscription);
    subscription.close();
    subscription.execution().attachments().disconnected(subscription);
  }

  /**
   * Another session takes over what this one owns: from here on nothing of it is sent, but no
   * execution counts as without an owner before {@link #letGo}.
   */
  void surrender() {
    surrenders = true;
    table.removeAll().forEach(this::surrender);
  }

  private void surrender(Subscription subscription) {
    subscription.close();
    surrendered.add(subscription);
  }

  boolean hasSurrendered() {
    return surrenders;
  }

  /** What nobody took over has lost its owner now, however that wants its disconnects treated. */
  void letGo() {
    surrendered.forEach(one -> one.execution().attachments().leave(one));
    surrendered.clear();
  }
}
