package dev.ccexecutor.server.execution;

import dev.ccexecutor.protocol.execution.SpoolMode;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.output.OutputLog;
import dev.ccexecutor.server.execution.spool.TranscriptHeader;
import dev.ccexecutor.server.posix.PosixException;
import dev.ccexecutor.server.posix.SpawnRequest;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import java.util.function.Consumer;

/** Orders the process of one execution, and writes down in log, audit and transcript what came. */
final class Launch {
  private final ExecutionSpec spec;
  private final ExecutionServices services;
  private final ReaderLoop loop;
  private final ExecutionAudit audit;

  /** What a transcript says that ran; null where there is none, or it was said. */
  private SpawnRequest transcribed;

  Launch(ExecutionSpec spec, ExecutionServices services, ReaderLoop loop, ExecutionAudit audit) {
    this.spec = spec;
    this.services = services;
    this.loop = loop;
    this.audit = audit;
  }

  /**
   * Asks for the process; what comes of it comes on the reader loop. Where this throws, nothing
   * will come.
   */
  void order(
      SpawnRequest request,
      String peer,
      Consumer<SpawnedProcess> onSpawned,
      Consumer<PosixException> onFailed) {
    audit.requested(request, peer);
    if (spec.retention().spool() != SpoolMode.OFF) {
      transcribed = request;
    }
    services
        .spawner()
        .spawn(request, new SpawnHandOver(spec, services.journal(), loop, onSpawned, onFailed));
  }

  @RunsOn(ThreadRole.READER_LOOP)
  void noteStart(ExecutionRecord record, OutputLog output) {
    ExecutionLog.started(spec, record.pid());
    audit.started(record.pid());
    if (transcribed != null) {
      openTranscript(record, output);
      transcribed = null;
    }
  }

  private void openTranscript(ExecutionRecord record, OutputLog output) {
    TranscriptHeader header =
        spec.transcriptHeader(
            services.journal().instanceId(), transcribed, record.pid(), record.startedAt());
    output.open(
        services.spools().open(header, spec.retention().spool(), loop, output.spoolListener()));
  }
}
