package dev.ccexecutor.bench.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One flood from its starts to its kills: some connections with some executions each, a thread for
 * each connection that reads as fast as it can.
 */
final class FloodRun {
  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final double BYTES_PER_MEGABYTE = 1e6;
  private static final double BYTES_PER_GIGABYTE = 1e9;

  /** What a server may take longer than the flood itself: to start, and to send what it kept. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final long pid;
  private final List<Conversation> conversations;
  private final long beginNanos;
  private final long endNanos;

  /**
   * What came of it.
   *
   * @param megabytesPerSecond of the children's bytes
   * @param wireMegabytesPerSecond of all bytes on the sockets
   * @param serverSecondsPerGigabyte processor time of the server's process
   * @param allSecondsPerGigabyte processor time of everybody but this process: the server, the
   *     commands, the kernel
   */
  record Result(
      double megabytesPerSecond,
      double wireMegabytesPerSecond,
      double serverSecondsPerGigabyte,
      double allSecondsPerGigabyte) {}

  private record Count(long childBytes, long receivedBytes, long nanos) {
    static Count of(Conversation conversation) {
      return new Count(conversation.childBytes(), conversation.receivedBytes(), System.nanoTime());
    }
  }

  private record Share(double childBytes, double receivedBytes, double seconds) {
    static Share between(Count begin, Count end) {
      return new Share(
          end.childBytes - begin.childBytes,
          end.receivedBytes - begin.receivedBytes,
          (end.nanos - begin.nanos) / NANOS_PER_SECOND);
    }
  }

  private FloodRun(long pid, List<Conversation> conversations, Pace pace) {
    this.pid = pid;
    this.conversations = conversations;
    this.beginNanos = System.nanoTime() + pace.floodWarmUp().toNanos();
    this.endNanos = beginNanos + pace.floodTime().toNanos();
  }

  /**
   * Measures one.
   *
   * @throws IOException if anything is broken: no byte comes, or a server's count differs from ours
   */
  static Result measure(
      RunningContender server, Lane lane, int connections, int executionsOnEach, Pace pace)
      throws IOException, InterruptedException, ExecutionException {
    Duration life = PATIENCE.plus(pace.floodWarmUp()).plus(pace.floodTime());
    List<Conversation> conversations = new ArrayList<>();
    try {
      for (int i = 0; i < connections; i++) {
        Conversation conversation = server.converse(lane.form(), life);
        conversations.add(conversation);
        for (int j = 0; j < executionsOnEach; j++) {
          conversation.start(lane.command().argv());
        }
      }
      for (Conversation conversation : conversations) {
        conversation.awaitOutput();
      }
      return new FloodRun(server.pid(), conversations, pace).run();
    } finally {
      for (Conversation conversation : conversations) {
        conversation.close();
      }
    }
  }

  private Result run() throws IOException, InterruptedException, ExecutionException {
    try (ExecutorService readers = Executors.newFixedThreadPool(conversations.size())) {
      List<Future<Share>> shares =
          conversations.stream().map(each -> readers.submit(() -> read(each))).toList();
      sleepUntil(beginNanos);
      double serverBefore = ProcessorTime.ofProcess(pid);
      double allBefore = ProcessorTime.ofOthers();
      sleepUntil(endNanos);
      double serverSeconds = ProcessorTime.ofProcess(pid) - serverBefore;
      double allSeconds = ProcessorTime.ofOthers() - allBefore;
      return result(shares, serverSeconds, allSeconds);
    }
  }

  private static Result result(List<Future<Share>> shares, double serverSeconds, double allSeconds)
      throws InterruptedException, ExecutionException {
    double childBytes = 0;
    double childRate = 0;
    double wireRate = 0;
    for (Future<Share> future : shares) {
      Share share = future.get();
      childBytes += share.childBytes;
      childRate += share.childBytes / share.seconds / BYTES_PER_MEGABYTE;
      wireRate += share.receivedBytes / share.seconds / BYTES_PER_MEGABYTE;
    }
    double gigabytes = childBytes / BYTES_PER_GIGABYTE;
    return new Result(childRate, wireRate, serverSeconds / gigabytes, allSeconds / gigabytes);
  }

  private Share read(Conversation conversation) throws IOException {
    conversation.readUntilTime(beginNanos);
    Count begin = Count.of(conversation);
    conversation.readUntilTime(endNanos);
    Count end = Count.of(conversation);
    OptionalLong told = conversation.killAll();
    if (told.isPresent() && told.getAsLong() != conversation.childBytes()) {
      throw new IOException(
          "%,d bytes came, but the server tells of %,d"
              .formatted(conversation.childBytes(), told.getAsLong()));
    }
    return Share.between(begin, end);
  }

  private static void sleepUntil(long nanoTime) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
  }
}
