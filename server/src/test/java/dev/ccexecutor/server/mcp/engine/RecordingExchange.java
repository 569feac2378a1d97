package dev.ccexecutor.server.mcp.engine;

import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.message.McpError;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;

/**
 * Remembers what an exchange was told, and that it was told so in order, once, by one at a time.
 */
final class RecordingExchange implements Exchange, Outlet {
  private final List<JsonNode> sent = new CopyOnWriteArrayList<>();
  private final CompletableFuture<JsonNode> end = new CompletableFuture<>();
  private final AtomicInteger ends = new AtomicInteger();
  private final AtomicInteger violations = new AtomicInteger();
  private final ReentrantLock inUse = new ReentrantLock();
  private volatile McpError error;
  private volatile boolean writable = true;
  private volatile Runnable whenWritable;

  private final Runnable onAnswer;

  RecordingExchange() {
    this(() -> {});
  }

  /**
   * @param onAnswer what it does while it is answered
   */
  RecordingExchange(Runnable onAnswer) {
    this.onAnswer = onAnswer;
  }

  @Override
  public boolean isWritable() {
    return writable;
  }

  @Override
  public void whenWritable(Runnable action) {
    whenWritable = action;
    if (writable) {
      action.run();
    }
  }

  /** As if the client stopped reading, or went on. */
  void setWritable(boolean takes) {
    writable = takes;
    Runnable waiting = whenWritable;
    if (takes && waiting != null) {
      whenWritable = null;
      waiting.run();
    }
  }

  @Override
  public void send(byte[] message) {
    alone(
        () -> {
          if (ends.get() > 0) {
            violations.incrementAndGet();
          }
          sent.add(Json.MAPPER.readTree(message));
        });
  }

  @Override
  public void answer(byte[] response, McpError why) {
    alone(
        () -> {
          ends.incrementAndGet();
          error = why;
          onAnswer.run();
          end.complete(Json.MAPPER.readTree(response));
        });
  }

  @Override
  public void drop() {
    alone(
        () -> {
          ends.incrementAndGet();
          end.complete(null);
        });
  }

  private void alone(Runnable action) {
    // An interrupt would cut off what a transport writes.
    if (Thread.currentThread().isInterrupted()) {
      violations.incrementAndGet();
    }
    if (!inUse.tryLock()) {
      violations.incrementAndGet();
      inUse.lock();
    }
    try {
      action.run();
    } finally {
      inUse.unlock();
    }
  }

  /** The answer; null where it was dropped. */
  JsonNode answer() {
    try {
      return end.get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no answer", e);
    }
  }

  JsonNode result() {
    JsonNode answer = answer();
    if (answer == null || !answer.has("result")) {
      throw new AssertionError("no result but " + answer);
    }
    return answer.path("result");
  }

  int errorCode() {
    JsonNode answer = answer();
    if (answer == null || !answer.has("error")) {
      throw new AssertionError("no error but " + answer);
    }
    return answer.path("error").path("code").intValue();
  }

  McpError error() {
    return error;
  }

  boolean isOver() {
    return end.isDone();
  }

  boolean isDropped() {
    return end.isDone() && answer() == null;
  }

  /** How often it was answered or dropped. */
  int ends() {
    return ends.get();
  }

  /** how often something was said after the end, by two at once, or by one that was interrupted. */
  int violations() {
    return violations.get();
  }

  List<JsonNode> sent() {
    return sent;
  }

  List<JsonNode> sent(String method) {
    return sent.stream().filter(one -> one.path("method").asString("").equals(method)).toList();
  }

  /** Waits for so many messages of a method. */
  List<JsonNode> awaitSent(String method, int count) {
    await().until(() -> sent(method).size() >= count);
    return sent(method);
  }
}
