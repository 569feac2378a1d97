package dev.ccexecutor.protocol.client;

import dev.ccexecutor.protocol.execution.AttachMode;
import dev.ccexecutor.protocol.execution.AttachParams;
import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.StreamOffsets;
import dev.ccexecutor.protocol.execution.WhenFull;
import java.util.OptionalLong;

/**
 * How a client follows an execution.
 *
 * @param executionId which
 * @param mode as its owner or beside it
 * @param form how output comes
 * @param windowBytes that may be sent and not acknowledged
 * @param whenFull what was asked for; null for what is usual
 * @param from the first bytes that are wanted
 */
record FollowTerms(
    String executionId,
    AttachMode mode,
    OutputForm form,
    OptionalLong windowBytes,
    WhenFull whenFull,
    StreamOffsets from) {

  boolean owns() {
    return mode == AttachMode.TAKE;
  }

  /** What attaches on these terms from other offsets on. */
  AttachParams attachFrom(StreamOffsets offsets) {
    Long window = windowBytes.isPresent() ? windowBytes.getAsLong() : null;
    return new AttachParams(
        executionId, offsets.stdout(), offsets.stderr(), form, window, whenFull, mode);
  }
}
