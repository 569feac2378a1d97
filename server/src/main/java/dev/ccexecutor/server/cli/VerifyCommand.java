package dev.ccexecutor.server.cli;

import dev.ccexecutor.protocol.execution.ProcessCompleted;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.cli.client.ExitCode;
import dev.ccexecutor.server.execution.spool.TranscriptVerifier;
import dev.ccexecutor.server.execution.spool.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells whether a transcript is as its server has left it. */
@Command(
    name = "verify",
    description = "Tells whether a transcript is as the server has left it. Needs no server.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Exit code: 0 if it is complete and nothing has changed, 3 if something has, 4 if nothing"
          + " has",
      "and some output was never written, 5 if the end of the command is not in it, 6 if it is no",
      "transcript or can't be read, 2 if the command line is wrong."
    })
final class VerifyCommand implements Callable<Integer> {
  private static final Pattern SHA256 = Pattern.compile("[0-9A-Fa-f]{64}");

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The directory of the transcript.")
  private Path directory;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = {
        "Of execution.json, as process.completed and the server's log have it.",
        "Without it, only what execution.json says of the other files is proved."
      })
  private String sha256;

  @Option(names = "--json", description = "Answers with one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (sha256 != null && !SHA256.matcher(sha256).matches()) {
      throw new ParameterException(spec.commandLine(), "--sha256: not 64 hex digits");
    }
    Verification verification = TranscriptVerifier.verify(directory, sha256);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.MAPPER.writeValueAsString(verification));
    } else {
      print(verification, out);
    }
    out.flush();
    return exitCode(verification.verdict());
  }

  private void print(Verification verification, PrintWriter out) {
    out.println(directory + ": " + describe(verification.verdict()));
    verification.findings().forEach(finding -> out.println("  - " + finding));
    if (verification.executionId() == null) {
      return;
    }
    out.println("  execution  " + verification.executionId() + ", marker " + verification.marker());
    out.println("  started    " + verification.startedAt());
    ProcessCompleted end = verification.end();
    if (end != null) {
      String how = end.reason() == null ? "" : ", " + end.reason().wireName();
      out.println("  ended      " + verification.endedAt() + how + ", exit code " + end.exitCode());
    }
    out.println("  files      %d, %d bytes".formatted(verification.files(), verification.bytes()));
    out.println(
        "  manifest   sha256 "
            + verification.manifestSha256()
            + (verification.manifestCompared() ? "" : " (not compared: no --sha256)"));
  }

  private static String describe(Verification.Verdict verdict) {
    return switch (verdict) {
      case UNCHANGED -> "complete and unchanged";
      case CHANGED -> "CHANGED since the server has left it";
      case INCOMPLETE -> "unchanged, but not all of the output is in it";
      case LOST -> "unchanged as far as it goes, but without the command's end";
      case UNREADABLE -> "no transcript that can be read";
    };
  }

  private static int exitCode(Verification.Verdict verdict) {
    return switch (verdict) {
      case UNCHANGED -> ExitCode.OK;
      case CHANGED -> ExitCode.TRANSCRIPT_CHANGED;
      case INCOMPLETE -> ExitCode.TRANSCRIPT_INCOMPLETE;
      case LOST -> ExitCode.TRANSCRIPT_LOST;
      case UNREADABLE -> ExitCode.TRANSCRIPT_UNREADABLE;
    };
  }
}
