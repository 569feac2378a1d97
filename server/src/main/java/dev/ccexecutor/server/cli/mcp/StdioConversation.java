package dev.ccexecutor.server.cli.mcp;

import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.server.mcp.engine.Conversation;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.engine.Outlet;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpWriter;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The one conversation of a process whose client has started it, a message on each line. */
public final class StdioConversation {
  private static final JsonRpcReader READER = JsonRpcReader.strict();

  /** As much as any message to a server may have, and more than those of models do. */
  private static final int MAX_LINE_BYTES = 4 * 1024 * 1024;

  /** What may wait for a command's end. All else is still answered when the client has said all. */
  private static final Set<String> WAITING_METHODS =
      Set.of("tools/call", "tasks/result", "subscriptions/listen");

  private static final long LAST_ANSWERS_MILLIS = 5_000;

  private static final long LAST_WRITES_MILLIS = 2_000;

  private final McpEngine engine;
  private final LineReader reader;
  private final LineWriter writer;
  private final Conversation conversation;
  private final Thread readingThread = Thread.currentThread();
  private final Object ending = new Object();
  private int soonAnswered;
  private boolean hasEnded;

  /** Where messages go. */
  public interface Output {
    /** Returns when all is written, however long that takes. */
    void write(ByteBuffer bytes) throws IOException;
  }

  /**
   * To be used on the thread that makes it.
   *
   * @param engine is closed with it
   * @param in whose reading ends when its thread is interrupted
   * @param out gets nothing else
   */
  public StdioConversation(McpEngine engine, Caller caller, InputStream in, Output out) {
    this.engine = engine;
    this.reader = new LineReader(in, MAX_LINE_BYTES);
    this.writer = new LineWriter(out, readingThread::interrupt);
    this.conversation = engine.begin(caller, outlet());
  }

  private Outlet outlet() {
    return new Outlet() {
      @Override
      public boolean isWritable() {
        return writer.isWritable();
      }

      @Override
      public void whenWritable(Runnable action) {
        writer.whenWritable(this, action);
      }

      @Override
      public void send(byte[] message) {
        writer.send(message);
      }
    };
  }

  /**
   * Takes what comes, until nothing more does, and ends.
   *
   * @throws IOException if what is said can't be written, or what is to be read can't be
   */
  public void run() throws IOException {
    writer.start();
    try {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = take(reader.next());
      }
      awaitLastAnswers();
    } catch (IOException failed) {
      throw writer.failure() == null ? failed : writer.failure();
    } finally {
      end();
    }
    if (writer.failure() != null) {
      throw writer.failure();
    }
  }

  /** Whether there may be more. */
  private boolean take(LineReader.Line line) {
    switch (line) {
      case LineReader.Line.Text(byte[] bytes) when isBlank(bytes) -> {}
      case LineReader.Line.Text(byte[] bytes) -> message(bytes);
      case LineReader.Line.TooLong ignored ->
          refuse(
              null,
              McpError.of(
                  McpError.INVALID_REQUEST, "a line has at most " + MAX_LINE_BYTES + " bytes"));
      case LineReader.Line.End ignored -> {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte each : bytes) {
      if (each != ' ' && each != '\t' && each != '\r') {
        return false;
      }
    }
    return true;
  }

  private void message(byte[] bytes) {
    switch (READER.read(Unpooled.wrappedBuffer(bytes))) {
      case Incoming.Batch ignored ->
          refuse(null, McpError.of(McpError.INVALID_REQUEST, "batches are not taken"));
      case Incoming.Single(JsonRpcMessage.Request request) -> {
        int counted = WAITING_METHODS.contains(request.method()) ? 0 : 1;
        count(counted);
        conversation.receive(request, new StdioReply(writer, () -> count(-counted)));
      }
      case Incoming.Single(JsonRpcMessage.Notification notification) ->
          conversation.receive(notification);
      case Incoming.Single(JsonRpcMessage.Response response) -> conversation.receive(response);
      case Incoming.Single(JsonRpcMessage.Invalid invalid) ->
          refuse(
              invalid.id(), McpError.of(invalid.error().kind().code(), invalid.error().message()));
    }
  }

  private void refuse(JsonNode idOrNull, McpError error) {
    writer.send(McpWriter.error(idOrNull, error));
  }

  private synchronized void count(int more) {
    soonAnswered += more;
    notifyAll();
  }

  private synchronized void awaitLastAnswers() {
    long deadline = System.nanoTime() + LAST_ANSWERS_MILLIS * 1_000_000;
    try {
      long leftMillis = LAST_ANSWERS_MILLIS;
      while (soonAnswered > 0 && leftMillis > 0) {
        wait(leftMillis);
        leftMillis = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException notRead) {
      return; // Nobody reads them; what has failed is told by the writer.
    }
  }

  /**
   * Cancels what runs and waits for its end, which is bounded. Any thread; all but the first do
   * nothing but wait.
   */
  public void end() {
    synchronized (ending) {
      if (hasEnded) {
        return;
      }
      hasEnded = true;
      Thread.interrupted(); // Else nothing could be waited for.
      conversation.close();
      engine.close();
      try {
        writer.close(LAST_WRITES_MILLIS);
      } catch (InterruptedException hurried) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
