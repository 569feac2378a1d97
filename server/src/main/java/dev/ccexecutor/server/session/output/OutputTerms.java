package dev.ccexecutor.server.session.output;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.util.OptionalLong;

/**
 * How one client is to get an execution's output.
 *
 * @param executionId goes into messages
 * @param channel goes into data frames
 * @param windowBytes how much may be sent and not acknowledged; empty for as much as the socket
 *     takes
 * @param stdoutFrom offset of the first byte; all before it counts as acknowledged
 * @param stderrFrom the same of the other stream
 */
public record OutputTerms(
    OutputForm form,
    String executionId,
    int channel,
    OptionalLong windowBytes,
    long stdoutFrom,
    long stderrFrom) {

  /** From the beginning, without a window. */
  public static OutputTerms fromStart(OutputForm form, String executionId, int channel) {
    return new OutputTerms(form, executionId, channel, OptionalLong.empty(), 0, 0);
  }

  /** The window, which output that is not sent does not need: it counts as taken. */
  OutputWindow newWindow() {
    OptionalLong size = form == OutputForm.NONE ? OptionalLong.empty() : windowBytes;
    return new OutputWindow(size, stdoutFrom, stderrFrom);
  }
}
