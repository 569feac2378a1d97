package dev.ccexecutor.server.agent.history;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;

/**
 * Outcomes as JSON lines. A writer holds a lock on a file beside it, appends a line and forces it
 * to the disk. What a crash leaves of a line stays a line of its own, and is skipped.
 */
final class HistoryFile {
  /** Above that, old outcomes go. A line has some 150 bytes. */
  static final long MAX_BYTES = 4L << 20;

  /** Of each task, the newest. */
  static final int KEPT_PER_NAME = 200;

  /** Of all, the newest; half of what the file may have, so that it is not rewritten every time. */
  static final int KEPT = 10_000;

  private final Path directory;
  private final Path file;

  HistoryFile(Path directory) {
    this.directory = directory;
    file = directory.resolve("history.jsonl");
  }

  /**
   * What a file has.
   *
   * @param outcomes in their order
   * @param unreadable how many lines are none
   */
  record Content(List<TaskOutcome> outcomes, int unreadable) {}

  Content read() throws IOException {
    List<TaskOutcome> outcomes = new ArrayList<>();
    int unreadable = 0;
    for (String line : text().split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      try {
        outcomes.add(
            Objects.requireNonNull(Json.MAPPER.readValue(line, TaskOutcome.class), "outcome"));
      } catch (JacksonException | IllegalArgumentException | NullPointerException torn) {
        unreadable++; // counted, and told by whoever shows the history
      }
    }
    return new Content(outcomes, unreadable);
  }

  void append(TaskOutcome outcome) throws IOException {
    DurableFile.createDirectory(directory);
    // Within this process too: the JVM refuses a second lock of its own on a file.
    synchronized (HistoryFile.class) {
      try (FileChannel lockFile = DurableFile.openOwn(directory.resolve("history.lock"));
          FileLock lock = lockFile.lock()) {
        assert lock.isValid();
        appendLine(Json.MAPPER.writeValueAsString(outcome) + "\n");
        if (Files.size(file) > MAX_BYTES) {
          compact();
        }
      }
    }
  }

  private void appendLine(String line) throws IOException {
    try (FileChannel channel = DurableFile.openOwn(file)) {
      long end = channel.size();
      String text = end > 0 && !endsLine(channel, end) ? "\n" + line : line;
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        end += channel.write(bytes, end);
      }
      channel.force(true);
    }
    DurableFile.forceDirectory(directory);
  }

  private static boolean endsLine(FileChannel channel, long end) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return channel.read(last, end - 1) == 1 && last.get(0) == '\n';
  }

  private void compact() throws IOException {
    List<TaskOutcome> all = read().outcomes();
    Map<String, Integer> kept = new HashMap<>();
    List<String> lines = new ArrayList<>();
    for (TaskOutcome outcome : all.reversed()) {
      if (lines.size() < KEPT && kept.merge(outcome.name(), 1, Integer::sum) <= KEPT_PER_NAME) {
        lines.add(Json.MAPPER.writeValueAsString(outcome));
      }
    }
    String text = String.join("\n", lines.reversed()) + "\n";
    DurableFile.replace(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private String text() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      byte[] bytes = new byte[(int) Math.min(channel.size(), 2 * MAX_BYTES)];
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        // until all is there
      }
      return new String(bytes, 0, buffer.position(), StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    }
  }
}
