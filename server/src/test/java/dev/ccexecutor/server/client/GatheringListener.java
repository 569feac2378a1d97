package dev.ccexecutor.server.client;

import dev.ccexecutor.protocol.client.ClientException;
import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ExecutionState;
import dev.ccexecutor.protocol.execution.ProcessExited;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps all that it hears, and releases at once. */
class GatheringListener implements ExecutionListener {

  private final Map<StreamType, ByteArrayOutputStream> streams =
      Map.of(
          StreamType.STDOUT, new ByteArrayOutputStream(),
          StreamType.STDERR, new ByteArrayOutputStream());
  final Queue<ExecutionState> states = new ConcurrentLinkedQueue<>();
  final Queue<ProcessGap> gaps = new ConcurrentLinkedQueue<>();
  final Queue<ProcessExited> exits = new ConcurrentLinkedQueue<>();
  final AtomicInteger losses = new AtomicInteger();
  final AtomicInteger returns = new AtomicInteger();

  /** Text, which the test's commands write. */
  String text(StreamType stream) {
    return streams.get(stream).toString(StandardCharsets.UTF_8);
  }

  byte[] bytes(StreamType stream) {
    return streams.get(stream).toByteArray();
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    streams.get(chunk.stream()).writeBytes(chunk.bytes());
    chunk.release();
  }

  @Override
  public void onGap(ProcessGap gap) {
    gaps.add(gap);
  }

  @Override
  public void onStateChange(ExecutionState state) {
    states.add(state);
  }

  @Override
  public void onExited(ProcessExited exited) {
    exits.add(exited);
  }

  @Override
  public void onReconnecting(ClientException cause) {
    losses.incrementAndGet();
  }

  @Override
  public void onReconnected() {
    returns.incrementAndGet();
  }
}
