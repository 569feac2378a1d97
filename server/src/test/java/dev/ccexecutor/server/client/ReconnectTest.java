package dev.ccexecutor.server.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.client.RemoteExecution;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.execution.StdinMode;
import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The client and the real server, and between them a network that fails. */
@Timeout(120)
class ReconnectTest {

  private static final long WINDOW_BYTES = 256 << 10;

  /** More than a short conversation has of them in one direction. */
  private static final int BYTES_OF_A_CONVERSATION = 2_000;

  private static final int STEP = 97;

  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir private Path directory;

  private final Random random = new Random(72);
  private CuttingProxy proxy;
  private ExecutorClient client;

  @BeforeEach
  void connect() throws Exception {
    proxy = new CuttingProxy(server.port());
    ClientOptions options = ClientOptions.defaults().withPingIntervalMillis(300);
    client = get(ExecutorClient.connect(proxy.uri(), options));
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    get(client.closed());
    proxy.close();
  }

  private static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  static IntStream cutsOfAConversation() {
    return IntStream.iterate(1, bytes -> bytes < BYTES_OF_A_CONVERSATION, bytes -> bytes + STEP);
  }

  @ParameterizedTest
  @MethodSource("cutsOfAConversation")
  void shouldDoAllOnceWhereverTheAnswersAreCut(int bytes) throws Exception {
    proxy.newest().cutAfterDownstream(bytes);

    converse();
  }

  @ParameterizedTest
  @MethodSource("cutsOfAConversation")
  void shouldDoAllOnceWhereverTheRequestsAreCut(int bytes) throws Exception {
    proxy.newest().cutAfterUpstream(bytes);

    converse();
  }

  private void converse() throws Exception {
    Path starts = directory.resolve("starts");
    GatheringListener listener = new GatheringListener();
    ExecuteParams params =
        ExecuteParams.command(
                "echo start >>" + starts + "; echo a; echo b >&2; read x; echo got $x; cat")
            .stdin(StdinMode.PIPE)
            .build();
    RemoteExecution execution = get(client.execute(params, listener));
    get(execution.pause());
    get(execution.resume());
    get(execution.input().write("hello\nand more".getBytes(StandardCharsets.UTF_8)));
    get(execution.input().close());

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(listener.text(StreamType.STDOUT)).isEqualTo("a\ngot hello\nand more");
    assertThat(listener.text(StreamType.STDERR)).isEqualTo("b\n");
    assertThat(listener.gaps).isEmpty();
    assertThat(listener.exits).hasSize(1);
    assertThat(starts).hasContent("start");
  }

  @Test
  void shouldHandEachByteOverOnceWhenConnectionsAreCutAtRandom() throws Exception {
    proxy.plan = this::cutDownstream;
    cutDownstream(proxy.newest());
    DigestingListener listener = new DigestingListener();
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("seq 1 1000000").window(WINDOW_BYTES).build(), listener));

    assertThat(get(execution.completion()).exitCode()).isZero();
    assertThat(listener.digest()).isEqualTo(digestOfNumbers(1_000_000));
    assertThat(proxy.cuts()).isGreaterThan(5);
  }

  private void cutDownstream(CuttingProxy.Line line) {
    line.cutAfterDownstream(100_000 + random.nextInt(800_000));
    if (random.nextInt(4) == 0) {
      line.stallsInstead();
    }
  }

  @Test
  void shouldWriteEachByteOnceWhenConnectionsAreCutAtRandom() throws Exception {
    proxy.plan = line -> line.cutAfterUpstream(100_000 + random.nextInt(600_000));
    proxy.plan.accept(proxy.newest());
    byte[] input = new byte[3_000_000];
    random.nextBytes(input);
    GatheringListener listener = new GatheringListener();
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("sha256sum").stdin(StdinMode.PIPE).build(), listener));

    get(execution.input().write(input));
    get(execution.input().close());

    get(execution.completion());
    assertThat(listener.text(StreamType.STDOUT))
        .startsWith(hex(MessageDigest.getInstance("SHA-256").digest(input)));
    assertThat(proxy.cuts()).isGreaterThan(3);
  }

  @Test
  void shouldHoldNoMoreThanTheWindowWhenNothingIsReleasedAndTheConnectionGoes() throws Exception {
    HoardingListener listener = new HoardingListener();
    RemoteExecution execution =
        get(
            client.execute(
                ExecuteParams.command("seq 1 200000").window(WINDOW_BYTES).build(), listener));
    Deadline.await("the window to be full").until(() -> listener.held.get() == WINDOW_BYTES);

    for (int i = 1; i <= 4; i++) {
      proxy.newest().cut();
      int times = i;
      Deadline.await("another connection").until(() -> listener.returns.get() == times);
      get(client.serverInfo());
      assertThat(listener.held.get()).isEqualTo(WINDOW_BYTES);
    }
    listener.releaseAll();

    get(execution.completion());
    assertThat(hex(listener.digest.digest())).isEqualTo(digestOfNumbers(200_000));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Of what {@code seq} prints. */
  private static String digestOfNumbers(int last) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int i = 1; i <= last; i++) {
      digest.update((i + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    return hex(digest.digest());
  }

  private static class DigestingListener extends GatheringListener {
    final MessageDigest digest;

    DigestingListener() throws Exception {
      digest = MessageDigest.getInstance("SHA-256");
    }

    String digest() {
      return hex(digest.digest());
    }

    @Override
    public void onOutput(OutputChunk chunk) {
      digest.update(chunk.bytes());
      chunk.release();
    }
  }

  private static final class HoardingListener extends DigestingListener {
    private final AtomicLong held = new AtomicLong();
    private final Queue<OutputChunk> chunks = new ConcurrentLinkedQueue<>();
    private volatile boolean hoards = true;

    HoardingListener() throws Exception {}

    @Override
    public void onOutput(OutputChunk chunk) {
      if (hoards) {
        held.addAndGet(chunk.content().readableBytes());
        digest.update(chunk.bytes());
        chunks.add(chunk);
      } else {
        super.onOutput(chunk);
      }
    }

    void releaseAll() {
      hoards = false;
      chunks.forEach(OutputChunk::release);
    }
  }
}
