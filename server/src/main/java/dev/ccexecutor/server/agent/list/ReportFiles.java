package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.DurableFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes a report for people and for programs. */
public final class ReportFiles {
  private ReportFiles() {}

  /**
   * Writes {@code report.md} and {@code report.json} into a directory, which is made if missing.
   */
  public static void write(TaskListReport report, Path directory) throws IOException {
    DurableFile.createDirectory(directory);
    String json = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
    DurableFile.replace(directory.resolve("report.json"), json.getBytes(StandardCharsets.UTF_8));
    DurableFile.replace(
        directory.resolve("report.md"), MarkdownReport.of(report).getBytes(StandardCharsets.UTF_8));
  }
}
