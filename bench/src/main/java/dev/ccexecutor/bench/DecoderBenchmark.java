package dev.ccexecutor.bench;

import dev.ccexecutor.protocol.execution.ControlParams;
import dev.ccexecutor.protocol.execution.ControlType;
import dev.ccexecutor.protocol.execution.ExecuteParams;
import dev.ccexecutor.protocol.jsonrpc.Incoming;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcReader;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.node.LongNode;

/**
 * From the bytes of one text frame to messages, as it is done on the event loop for everything that
 * a client sends. Binding the params to a record comes later and is not in this.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {JvmFlags.COMPACT_HEADERS, JvmFlags.NATIVE_ACCESS})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DecoderBenchmark {
  private static final int BATCH_LENGTH = 16;
  private static final int ARGUMENT_BYTES = 64 * 1024;
  private static final JsonRpcReader READER = new JsonRpcReader();
  private static final JsonRpcWriter WRITER = new JsonRpcWriter();

  @Param({"EXECUTE", "CONTROL", "BATCH_OF_16", "ARGUMENT_OF_64_KIB"})
  public Message message;

  /** What comes in. */
  public enum Message {
    EXECUTE,
    CONTROL,
    BATCH_OF_16,
    ARGUMENT_OF_64_KIB
  }

  private ByteBuf frame;

  /** Outside the heap, as it comes from a socket. */
  @Setup
  public void fillFrame() {
    byte[] utf8 = utf8Of(message);
    frame = Unpooled.directBuffer(utf8.length).writeBytes(utf8);
    boolean invalid =
        switch (READER.read(frame)) {
          case Incoming.Single single -> single.message() instanceof JsonRpcMessage.Invalid;
          case Incoming.Batch batch ->
              batch.messages().stream().anyMatch(JsonRpcMessage.Invalid.class::isInstance);
        };
    if (invalid) {
      throw new IllegalStateException("an error's way is not what this measures");
    }
  }

  @TearDown
  public void releaseFrame() {
    frame.release();
  }

  @Benchmark
  public Incoming decode() {
    return READER.read(frame);
  }

  private static byte[] utf8Of(Message message) {
    return switch (message) {
      case EXECUTE -> execute();
      case CONTROL -> control();
      case BATCH_OF_16 -> WRITER.batch(Collections.nCopies(BATCH_LENGTH, execute()));
      case ARGUMENT_OF_64_KIB -> executeWithLongArgument();
    };
  }

  private static byte[] execute() {
    return WRITER.request(
        LongNode.valueOf(1),
        "execute",
        ExecuteParams.command("git -C project log --oneline | head -20")
            .executionId("build-42")
            .cwd("/home/agent/project")
            .env(Map.of("LANG", "C.UTF-8", "CI", "true"))
            .timeout(600)
            .build());
  }

  private static byte[] control() {
    return WRITER.request(
        LongNode.valueOf(2),
        "control",
        new ControlParams(ControlType.CANCEL, "build-42", null, null));
  }

  private static byte[] executeWithLongArgument() {
    return WRITER.request(
        LongNode.valueOf(3),
        "execute",
        ExecuteParams.argv(List.of("claude", "-p", "x".repeat(ARGUMENT_BYTES))).build());
  }
}
