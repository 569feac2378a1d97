package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.message.McpError;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call that outlives its request. It ends once, in the first way that comes. Any thread; its
 * state is immutable and read without a lock.
 */
final class Task {
  private final String id = UUID.randomUUID().toString();
  private final String principal;
  private final InstantSource clock;
  private final Instant createdAt;
  private final long keptMillis;
  private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile TaskState state;
  private volatile boolean endSeen;
  private volatile Thread thread;

  /** For the task's own thread. */
  private final Set<String> usedKeys = new HashSet<>();

  private int copies;
  private ObjectNode answers = JsonNodeFactory.instance.objectNode();

  /**
   * @param keptMillis for which it is kept after its end
   */
  Task(String principal, InstantSource clock, long keptMillis) {
    this.principal = principal;
    this.clock = clock;
    this.createdAt = clock.instant();
    this.keptMillis = keptMillis;
    this.state = TaskState.working(null, createdAt);
  }

  String id() {
    return id;
  }

  String principal() {
    return principal;
  }

  Instant createdAt() {
    return createdAt;
  }

  long keptMillis() {
    return keptMillis;
  }

  TaskState state() {
    return state;
  }

  /** Nobody needs it any more: its time after the end is over. */
  boolean isExpired() {
    TaskState now = state;
    return now.status().isEnd() && now.changedAt().toEpochMilli() + keptMillis < clock.millis();
  }

  /** Its client has been told how it ended. */
  void sawEnd() {
    endSeen = state.status().isEnd();
  }

  boolean isEndSeen() {
    return endSeen;
  }

  /** Runs it; once. A task that was cancelled before is interrupted at once. */
  void start(Runnable body) {
    Thread started = Thread.ofVirtual().name("mcp-task").unstarted(body);
    thread = started;
    started.start();
    if (state.status().isEnd()) {
      started.interrupt();
    }
  }

  /** Has somebody told of each change, until it is removed; must not wait. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  /** What it does at present; seen by who asks. */
  synchronized void tell(String message) {
    if (state.status() == TaskStatus.WORKING) {
      state = TaskState.working(message, clock.instant());
    }
  }

  boolean complete(ObjectNode result) {
    return change(TaskState.completed(result, clock.instant()));
  }

  boolean fail(McpError error) {
    return change(TaskState.failed(error, clock.instant()));
  }

  /** Ends it and what it does; false if it had ended before. */
  boolean cancel() {
    boolean first = change(TaskState.cancelled(clock.instant()));
    if (first) {
      interrupt();
    }
    return first;
  }

  void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  private boolean change(TaskState next) {
    synchronized (this) {
      if (state.status().isEnd()) {
        return false;
      }
      state = next;
      notifyAll();
    }
    listeners.forEach(Runnable::run);
    return true;
  }

  /**
   * Has the client asked, and waits for all the answers. For the task's own thread.
   *
   * @return by the keys that were given here. On the wire no key comes twice in a task's life, so
   *     that an answer never goes to another question than its own
   */
  ObjectNode awaitInput(ObjectNode inputRequests) throws InterruptedException {
    if (inputRequests.isEmpty()) {
      return JsonNodeFactory.instance.objectNode();
    }
    Map<String, String> ownKeys = new LinkedHashMap<>();
    ObjectNode wanted = JsonNodeFactory.instance.objectNode();
    inputRequests
        .properties()
        .forEach(
            request -> {
              String key = freshKey(request.getKey());
              ownKeys.put(key, request.getKey());
              wanted.set(key, request.getValue());
            });
    synchronized (this) {
      answers = JsonNodeFactory.instance.objectNode();
    }
    if (!change(TaskState.inputRequired(wanted, clock.instant()))) {
      throw ended();
    }
    ObjectNode given = awaitAnswers();
    ObjectNode byOwnKeys = JsonNodeFactory.instance.objectNode();
    ownKeys.forEach((key, own) -> byOwnKeys.set(own, given.get(key)));
    return byOwnKeys;
  }

  private String freshKey(String key) {
    String fresh = key;
    while (!usedKeys.add(fresh)) {
      copies++;
      fresh = key + "-" + copies;
    }
    return fresh;
  }

  private synchronized ObjectNode awaitAnswers() throws InterruptedException {
    while (state.status() == TaskStatus.INPUT_REQUIRED) {
      wait();
    }
    if (state.status().isEnd()) {
      throw ended();
    }
    return answers;
  }

  private static InterruptedException ended() {
    return new InterruptedException("the task has ended");
  }

  /** Takes those answers that were asked for. */
  void answer(ObjectNode given) {
    TaskState next;
    synchronized (this) {
      if (state.status() != TaskStatus.INPUT_REQUIRED) {
        return;
      }
      ObjectNode left = state.inputRequests().deepCopy();
      given
          .properties()
          .forEach(
              answer -> {
                if (left.remove(answer.getKey()) != null) {
                  answers.set(answer.getKey(), answer.getValue());
                }
              });
      if (left.size() == state.inputRequests().size()) {
        return;
      }
      next =
          left.isEmpty()
              ? TaskState.working(null, clock.instant())
              : TaskState.inputRequired(left, clock.instant());
      state = next;
      notifyAll();
    }
    listeners.forEach(Runnable::run);
  }

  /** Waits until there is something to do for whoever waits for the end: it came, or to ask. */
  synchronized TaskState awaitEndOrQuestion() throws InterruptedException {
    while (!state.status().isEnd() && (state.status() == TaskStatus.WORKING || asking.get())) {
      wait();
    }
    return state;
  }

  /** Whether whoever calls is the one to ask the client; to be given back. */
  boolean beginAsking() {
    return asking.compareAndSet(false, true);
  }

  void endAsking() {
    asking.set(false);
    synchronized (this) {
      notifyAll();
    }
  }
}
