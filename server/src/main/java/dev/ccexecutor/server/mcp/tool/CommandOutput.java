package dev.ccexecutor.server.mcp.tool;

import dev.ccexecutor.protocol.client.ExecutionListener;
import dev.ccexecutor.protocol.client.OutputChunk;
import dev.ccexecutor.protocol.execution.ProcessGap;
import dev.ccexecutor.protocol.execution.ProcessProgress;
import dev.ccexecutor.protocol.execution.StreamType;

/**
 * Takes the output of a command as it comes, and keeps the end of each stream. It belongs to the
 * client's event loop until the execution has completed, and to whoever has waited for that then.
 */
final class CommandOutput implements ExecutionListener {
  /** Enough to show the newest line. */
  private static final int LINE_BYTES = 1024;

  private final OutputTail stdout;
  private final OutputTail stderr;
  private final ProgressTeller progress;
  private OutputTail newest;
  private boolean hasGap;

  CommandOutput(int tailBytes, ProgressTeller progress) {
    stdout = new OutputTail(Math.max(tailBytes, LINE_BYTES));
    stderr = new OutputTail(Math.max(tailBytes, LINE_BYTES));
    newest = stdout;
    this.progress = progress;
  }

  @Override
  public void onOutput(OutputChunk chunk) {
    try {
      newest = of(chunk.stream());
      newest.add(chunk.content());
    } finally {
      chunk.release();
    }
    if (progress.isDue()) {
      progress.output(newestText());
    }
  }

  @Override
  public void onGap(ProcessGap gap) {
    hasGap = true;
    of(gap.type()).skipTo(gap.to());
  }

  @Override
  public void onProgress(ProcessProgress alive) {
    if (progress.isDue()) {
      progress.heartbeat(alive, newestText());
    }
  }

  private String newestText() {
    return newest.newest(LINE_BYTES).text().text();
  }

  OutputTail of(StreamType stream) {
    return stream == StreamType.STDERR ? stderr : stdout;
  }

  /** Whether some of it did not come. */
  boolean hasGap() {
    return hasGap;
  }
}
