package dev.ccexecutor.protocol.client;

import static dev.ccexecutor.protocol.client.SessionScript.completed;
import static dev.ccexecutor.protocol.client.SessionScript.output;
import static dev.ccexecutor.protocol.client.SessionScript.say;
import static dev.ccexecutor.protocol.client.SessionScript.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamTotals;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.protocol.frame.DataFrameHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A command that writes byte by byte, and a listener that keeps what it gets. */
@Timeout(120)
class TinyChunksTest {

  /** It is much to send in single bytes, and the machine may be busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int BYTES = 200_000;
  private static final int MAX_PIECES = 1024;
  private static final int PIECE_BYTES = 64 << 10;
  private static final long MOST_KEPT_BYTES = 1 << 20;

  private final SessionScript tiny = new SessionScript();
  private final Trickle script = new Trickle(tiny);
  private final ScriptedServer server = new ScriptedServer(script);
  private final Keeper listener = new Keeper();
  private ExecutorClient client;

  /** Holds all that it is handed until told to let go. */
  private static class Keeper implements ExecutionListener {
    final List<OutputChunk> chunks = new CopyOnWriteArrayList<>();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AtomicInteger depth = new AtomicInteger();
    volatile int deepest;

    /** What a slice is cut from is held with it, so the room behind each content counts. */
    long keptBytes() {
      return chunks.stream().mapToLong(chunk -> roomOf(chunk.content())).sum();
    }

    private static long roomOf(ByteBuf content) {
      ByteBuf whole = content;
      while (whole.unwrap() != null) {
        whole = whole.unwrap();
      }
      return whole.capacity();
    }

    @Override
    public void onOutput(OutputChunk chunk) {
      deepest = Math.max(deepest, depth.incrementAndGet());
      chunks.add(chunk);
      heard.add(new String(chunk.bytes(), StandardCharsets.UTF_8));
      depth.decrementAndGet();
    }

    @Override
    public void onStateChange(ExecutionState state) {
      depth.incrementAndGet();
      chunks.forEach(OutputChunk::release);
      depth.decrementAndGet();
    }

    @Override
    public void onGap(ProcessGap gap) {
      heard.add("gap " + gap.from() + "-" + gap.to());
    }

    @Override
    public void onFailed(Throwable cause) {
      heard.add("failed");
    }
  }

  /** Sends one byte a frame for as long as the socket takes it, when asked to. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer each: the server's loop, the test
  private static final class Trickle implements ScriptedServer.Script {
    private final SessionScript session;
    private volatile int next;
    private volatile int sent;

    Trickle(SessionScript session) {
      this.session = session;
    }

    @Override
    public void onOpen(Channel channel) {
      session.onOpen(channel);
    }

    @Override
    public void onText(Channel channel, String text) {
      session.onText(channel, text);
    }

    void send(int bytes) {
      sent += bytes;
      write(session.newest);
    }

    @Override
    public void onWritable(Channel channel) {
      write(channel);
    }

    /** As a task, for a write may make the channel writable, or not, within itself. */
    private void write(Channel channel) {
      channel
          .eventLoop()
          .execute(
              () -> {
                while (next < sent && channel.isWritable()) {
                  ByteBuf frame = Unpooled.buffer(DataFrameHeader.BYTES + 1);
                  DataFrameHeader.write(frame, StreamType.STDOUT, false, 1, next);
                  channel.write(new BinaryWebSocketFrame(frame.writeByte(byteAt(next))));
                  next++;
                }
                channel.flush();
              });
    }
  }

  private static byte byteAt(int offset) {
    return (byte) ('a' + offset % 23);
  }

  private static String text(int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append((char) byteAt(i));
    }
    return text.toString();
  }

  private static String crc32c(int bytes) {
    CRC32C sum = new CRC32C();
    sum.update(text(0, bytes).getBytes(StandardCharsets.US_ASCII));
    return StreamTotals.of(bytes, sum.getValue()).crc32c();
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
    server.close();
  }

  private RemoteExecution start(ExecutionListener to) throws Exception {
    return start(OutputForm.BINARY, to);
  }

  private RemoteExecution start(OutputForm form, ExecutionListener to) throws Exception {
    tiny.on("execution.status", request -> request.result(status("one", "running", 1)));
    ClientOptions options =
        ClientOptions.defaults().withOpenTimeoutMillis((int) PATIENCE.toMillis());
    client = get(ExecutorClient.connect(server.uri("/ws"), options));
    ExecuteParams params =
        ExecuteParams.command("x").executionId("one").output(form).window(1 << 20).build();
    return get(client.execute(params, to));
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** All that the server has sent has been taken: answers come behind it. */
  private void awaitTaken() throws Exception {
    await().atMost(PATIENCE).until(() -> script.next == script.sent);
    get(client.status("one"));
  }

  private void assertContiguous() {
    long offset = 0;
    for (OutputChunk chunk : listener.chunks) {
      assertThat(chunk.offset()).isEqualTo(offset);
      offset = chunk.endOffset();
    }
  }

  @Test
  void shouldHandOverFewChunksWhenNoneIsReleasedAndAllBytesInTheEnd() throws Exception {
    RemoteExecution execution = start(listener);
    script.send(BYTES);
    awaitTaken();

    assertThat(listener.chunks.size()).isEqualTo(MAX_PIECES + (BYTES - MAX_PIECES) / PIECE_BYTES);
    assertThat(listener.chunks).noneMatch(chunk -> chunk.content().isDirect());
    assertThat(listener.keptBytes()).isLessThan(MOST_KEPT_BYTES);

    listener.chunks.forEach(OutputChunk::release);
    await().atMost(PATIENCE).until(() -> String.join("", listener.heard).length() == BYTES);
    say(tiny.newest, completed("one", Integer.toString(BYTES), crc32c(BYTES)));
    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(String.join("", listener.heard)).isEqualTo(text(0, BYTES));
    assertContiguous();
  }

  @Test
  void shouldKeepOrderWhenTheConnectionIsLostAndBytesWillNotCome() throws Exception {
    CompletableFuture<String> offsets = new CompletableFuture<>();
    tiny.on(
        "session.resume",
        request -> {
          offsets.complete(request.params().path("offsets").toString());
          request.result("{'executions':[" + status("one", "running", 1) + "]}");
          output(request.channel(), 0, text(0, 2000));
          say(
              request.channel(),
              "{'jsonrpc':'2.0','method':'process.gap','params':{'execution_id':'one',"
                  + "'type':'stdout','from':2000,'to':2010,'reason':'dropped'}}");
          output(request.channel(), 2010, "end");
          say(request.channel(), completed("one", "2013", "00000000"));
        });
    RemoteExecution execution = start(listener);
    script.send(1500);
    awaitTaken();
    tiny.newest.close();

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(offsets).isCompletedWithValue("{\"one\":{\"stdout\":0,\"stderr\":0}}");
    assertThat(listener.heard)
        .endsWith(text(MAX_PIECES, 2000), "gap 2000-2010", "end")
        .hasSize(MAX_PIECES + 3);
  }

  @Test
  void shouldHandOverWhatWasJoinedBehindTheCallThatReleases() throws Exception {
    start(listener);
    script.send(MAX_PIECES + 5);
    awaitTaken();
    say(tiny.newest, "{'jsonrpc':'2.0','method':'process.paused','params':{'execution_id':'one'}}");

    await().atMost(PATIENCE).until(() -> listener.heard.size() == MAX_PIECES + 1);
    assertThat(listener.heard.getLast()).isEqualTo(text(MAX_PIECES, MAX_PIECES + 5));
    assertThat(listener.deepest).isEqualTo(1);
  }

  @Test
  void shouldNotJoinWhenOnlyTheFirstChunkIsHeld() throws Exception {
    Keeper keepingTheFirst =
        new Keeper() {
          @Override
          public void onOutput(OutputChunk chunk) {
            super.onOutput(chunk);
            if (chunk.offset() > 0) {
              chunk.release();
            }
          }
        };
    start(keepingTheFirst);
    script.send(3 * MAX_PIECES);
    awaitTaken();

    assertThat(keepingTheFirst.chunks.size()).isEqualTo(3 * MAX_PIECES);
  }

  @Test
  void shouldHandOverAllThatCameBeforeItFails() throws Exception {
    RemoteExecution execution = start(OutputForm.TEXT, listener);
    for (int offset = 0; offset < MAX_PIECES + 5; offset++) {
      say(tiny.newest, textMessage(offset));
    }
    say(tiny.newest, textMessage(5000)); // The server leaves a hole.

    assertThat(execution.completion()).failsWithin(PATIENCE);
    assertThat(listener.heard).endsWith("äääää", "failed").hasSize(MAX_PIECES + 2);
    assertThat(listener.chunks.getLast().endOffset()).isEqualTo(MAX_PIECES + 5);
  }

  /** One byte of the child's, and two of ours. */
  private static String textMessage(int offset) {
    return "{'jsonrpc':'2.0','method':'process.output','params':{'execution_id':'one',"
        + "'type':'stdout','data':'ä','offset':"
        + offset
        + ",'bytes':1,'truncated':false}}";
  }
}
