package dev.ccexecutor.protocol.execution;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The parameters of {@code execution.attach}. The components are as sent, null for what was not;
 * the methods give what counts.
 *
 * @param executionId which
 * @param stdout the first byte wanted of it; null for the oldest that is kept
 * @param stderr the first byte wanted of it; null for the oldest that is kept
 * @param output how output reaches this connection
 * @param window bytes that may be sent and not acknowledged; how many there may be at most is the
 *     server's to say
 * @param whenFull what happens when this connection falls behind by more than is kept
 * @param mode as what it attaches
 */
public record AttachParams(
    String executionId,
    Long stdout,
    Long stderr,
    OutputForm output,
    Long window,
    WhenFull whenFull,
    AttachMode mode) {

  public AttachParams {
    ParameterRules.required("execution_id", executionId);
    ParameterRules.knownId("execution_id", executionId);
    ParameterRules.offset("stdout", stdout);
    ParameterRules.offset("stderr", stderr);
    ParameterRules.atLeast("window", window, ExecuteParams.MIN_WINDOW_BYTES);
  }

  /** From where on; a stream without an offset begins at the oldest byte that is kept. */
  public StreamOffsets offsets() {
    return new StreamOffsets(stdout, stderr);
  }

  public OutputForm outputForm() {
    return Objects.requireNonNullElse(output, OutputForm.TEXT);
  }

  /** Bytes that may be sent and not acknowledged; empty where the socket alone governs. */
  public OptionalLong windowBytes() {
    return window == null ? OptionalLong.empty() : OptionalLong.of(window);
  }

  public AttachMode attachMode() {
    return Objects.requireNonNullElse(mode, AttachMode.TAKE);
  }

  /**
   * What happens when this connection falls behind. An observer that has not asked to block drops,
   * whatever the execution does.
   *
   * @param executionsOwn what counts for an owner that has not said
   */
  public WhenFull whenFullOr(WhenFull executionsOwn) {
    WhenFull unsaid = attachMode() == AttachMode.OBSERVE ? WhenFull.DROP_OLDEST : executionsOwn;
    return Objects.requireNonNullElse(whenFull, unsaid);
  }
}
