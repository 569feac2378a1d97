package dev.ccexecutor.server.hook;

import dev.ccexecutor.protocol.execution.StreamType;
import dev.ccexecutor.server.execution.input.EndOfInput;
import dev.ccexecutor.server.execution.input.ExecutionInput;
import dev.ccexecutor.server.execution.input.InputAnswer;
import dev.ccexecutor.server.execution.input.InputPiece;
import dev.ccexecutor.server.execution.loop.ReaderLoop;
import dev.ccexecutor.server.execution.tree.LeaderWatch;
import dev.ccexecutor.server.execution.tree.StopLadder;
import dev.ccexecutor.server.execution.tree.TreeControl;
import dev.ccexecutor.server.execution.tree.TreeSweeper;
import dev.ccexecutor.server.logging.LogKeys;
import dev.ccexecutor.server.posix.ChildExit;
import dev.ccexecutor.server.posix.SpawnedProcess;
import dev.ccexecutor.server.threading.RunsOn;
import dev.ccexecutor.server.threading.ThreadRole;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hook's process and its tree: it is given its input, heard, and ended with all that it has
 * started.
 */
@RunsOn(ThreadRole.READER_LOOP)
final class HookProcess {
  /** Hears of it, on the reader loop. */
  interface Listener {
    /** The leader has ended, and nothing of what it has printed is missing. Called once. */
    void exited(ChildExit exit);

    /** Nobody is left, or what is left would not end. Called once, behind the other. */
    void gone();
  }

  static final int MOST_OUTPUT_BYTES = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(HookProcess.class);
  private static final int MOST_ERROR_BYTES = 2048;
  private static final long GRACE_MILLIS = 1_000;

  private final byte[] toRead;
  private final String executionId;
  private final Listener listener;
  private final LeaderWatch leader;
  private final TreeControl tree;
  private final StopLadder ladder;
  private final HookText output;
  private final HookText errors;
  private final ExecutionInput input;
  private boolean leaderGone;

  /**
   * Takes over a process, which is pipes throughout.
   *
   * @param executionId of the command that it is run for
   * @param toRead what it is to read
   */
  HookProcess(
      ReaderLoop loop,
      TreeSweeper sweeper,
      String executionId,
      SpawnedProcess process,
      String toRead,
      Listener listener) {
    this.executionId = executionId;
    this.listener = listener;
    this.toRead = toRead.getBytes(StandardCharsets.UTF_8);
    leader = new LeaderWatch(loop, executionId, process.leader(), this::leaderExited);
    tree = sweeper.control(loop, process);
    ladder = new StopLadder(loop, tree);
    output =
        new HookText(loop, executionId, StreamType.STDOUT, process.stdout(), MOST_OUTPUT_BYTES);
    errors = new HookText(loop, executionId, StreamType.STDERR, process.stderr(), MOST_ERROR_BYTES);
    input =
        ExecutionInput.open(
            loop, this.toRead.length, EndOfInput.CLOSES, loop::execute, state -> {});
    input.start(loop, executionId, process.stdin());
  }

  /** Begins to watch it, to read what it prints and to write what it reads. */
  void begin() {
    output.open();
    errors.open();
    leader.register();
    try {
      InputPiece whole =
          new InputPiece(
              OptionalLong.empty(), Unpooled.wrappedBuffer(toRead), InputPiece.Cut.NOWHERE, true);
      InputAnswer answer = input.write(whole);
      if (answer.verdict() != InputAnswer.Verdict.TAKEN) {
        throw new IllegalStateException("an empty buffer did not take " + toRead.length);
      }
    } catch (RuntimeException | Error e) { // No memory, say. Half of its input misleads it.
      log.atError()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .setCause(e)
          .log("a hook could not be given its input");
      end();
    }
  }

  /** Ends all of it; can be called again. */
  void end() {
    if (!leaderGone && !ladder.hasBegun()) {
      ladder.begin(GRACE_MILLIS);
    }
  }

  /** What it has printed. */
  String output() {
    return output.text();
  }

  boolean hasPrintedTooMuch() {
    return output.isTooMuch();
  }

  /** The first of what it has printed to its standard error. */
  String errors() {
    return errors.text();
  }

  private void leaderExited(ChildExit exit) {
    leaderGone = true;
    input.close();
    output.close();
    errors.close();
    try {
      listener.exited(exit);
    } finally {
      boolean alreadyAsked = ladder.hasBegun();
      if (!alreadyAsked) {
        ladder.setGrace(GRACE_MILLIS);
      }
      tree.endAll(alreadyAsked, ladder::killAtNanos, this::treeEnded);
    }
  }

  private void treeEnded(boolean empty) {
    ladder.cancelTimer();
    if (!empty) {
      log.atWarn()
          .addKeyValue(LogKeys.EXECUTION_ID, executionId)
          .log("something that a hook has started would not end");
    }
    tree.release(
        () -> {
          leader.close();
          listener.gone();
        });
  }
}
