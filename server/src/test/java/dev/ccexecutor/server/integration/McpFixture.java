package dev.ccexecutor.server.integration;

import dev.ccexecutor.server.mcp.feature.CallContext;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.ListKind;
import dev.ccexecutor.server.mcp.feature.Outcome;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.feature.ToolDescription;
import dev.ccexecutor.server.mcp.feature.ToolResult;
import dev.ccexecutor.server.testkit.Deadline;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tools whose calls the test leads. */
final class McpFixture {
  /** Of each message of "flood". */
  static final int FLOOD_BYTES = 64 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  /** A permit for each call that has begun to wait. */
  final Semaphore began = new Semaphore(0);

  /** A permit ends one wait. */
  final Semaphore mayEnd = new Semaphore(0);

  /** A permit for each call that was interrupted. */
  final Semaphore cancelled = new Semaphore(0);

  /** Progress that "flood" has offered. */
  final AtomicLong offered = new AtomicLong();

  final AtomicInteger mostAtOnce = new AtomicInteger();
  private final AtomicInteger atOnce = new AtomicInteger();

  Catalog catalog() {
    return new Catalog(
        "For tests.",
        List.of(
            tool(
                "echo",
                "{\"text\":{\"type\":\"string\"}}",
                (arguments, context) -> text(arguments)),
            tool(
                "region",
                "{\"text\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}",
                (arguments, context) -> text(arguments)),
            tool("hold", "{\"text\":{\"type\":\"string\"}}", this::hold),
            tool("tell", "{\"count\":{\"type\":\"integer\"}}", McpFixture::tell),
            tool("big", "{\"bytes\":{\"type\":\"integer\"}}", McpFixture::big),
            tool("change", "{}", McpFixture::change),
            tool("flood", "{}", this::flood)),
        Optional.empty(),
        List.of());
  }

  private static Outcome text(ObjectNode arguments) {
    return ToolResult.text(arguments.path("text").asString(""));
  }

  /** Says that it has begun, waits, and says that it goes on. */
  private Outcome hold(ObjectNode arguments, CallContext context) throws InterruptedException {
    mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    context.progress(1, null, "began");
    began.release();
    try {
      if (!mayEnd.tryAcquire(Deadline.DEFAULT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test has let it wait");
      }
    } catch (InterruptedException e) {
      cancelled.release();
      throw e;
    } finally {
      atOnce.decrementAndGet();
    }
    context.progress(2, null, "goes on");
    return text(arguments);
  }

  private static Outcome tell(ObjectNode arguments, CallContext context) {
    int count = arguments.path("count").asInt();
    for (int i = 1; i <= count; i++) {
      context.progress(i, (double) count, "step " + i);
    }
    return ToolResult.text("told");
  }

  private static Outcome big(ObjectNode arguments, CallContext context) {
    context.progress(1, null, "much comes");
    return ToolResult.text("x".repeat(arguments.path("bytes").asInt()));
  }

  private static Outcome change(ObjectNode arguments, CallContext context) {
    context.listChanged(ListKind.TOOLS);
    return ToolResult.text("changed");
  }

  /** Tells on and on, far more than any buffer takes, until it is told to end. */
  private Outcome flood(ObjectNode arguments, CallContext context) throws InterruptedException {
    String much = "y".repeat(FLOOD_BYTES);
    began.release();
    try {
      while (!mayEnd.tryAcquire(1, TimeUnit.MICROSECONDS)) {
        context.progress((double) offered.incrementAndGet(), null, much);
      }
    } catch (InterruptedException e) {
      cancelled.release();
      throw e;
    }
    return ToolResult.text("flooded");
  }

  private interface Call {
    Outcome call(ObjectNode arguments, CallContext context) throws InterruptedException;
  }

  private static Tool tool(String name, String properties, Call call) {
    ObjectNode schema = JSON.createObjectNode().put("type", "object");
    schema.set("properties", JSON.readTree(properties));
    ToolDescription description =
        new ToolDescription(name, name, name, schema, null, null, TaskSupport.FORBIDDEN);
    return new Tool() {
      @Override
      public ToolDescription description() {
        return description;
      }

      @Override
      public Outcome call(ObjectNode arguments, CallContext context) throws InterruptedException {
        return call.call(arguments, context);
      }
    };
  }
}
