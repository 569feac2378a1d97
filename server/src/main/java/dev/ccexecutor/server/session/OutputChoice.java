package dev.ccexecutor.server.session;

import dev.ccexecutor.protocol.execution.OutputForm;
import dev.ccexecutor.protocol.execution.WhenFull;
import dev.ccexecutor.server.execution.output.FeedTerms;
import java.util.OptionalLong;

/**
 * How one client wants to have one execution's output.
 *
 * @param windowBytes how much may be sent and not acknowledged; empty for as much as the socket
 *     takes
 * @param whenFull what happens when it falls behind
 */
public record OutputChoice(OutputForm form, OptionalLong windowBytes, WhenFull whenFull) {
  /**
   * The same, as the execution's side needs to know it.
   *
   * @param terms of the client's session
   */
  FeedTerms feedTerms(Session.Terms terms) {
    return new FeedTerms(
        form != OutputForm.NONE,
        form == OutputForm.BINARY && terms.sendsFiles(),
        windowBytes.isPresent() && form != OutputForm.NONE,
        windowBytes.orElse(terms.queueBytes()),
        whenFull);
  }
}
