package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;

/**
 * A row of a table: who is measured with what.
 *
 * @param label unique in the table
 * @param baseLabel the lane of this server that it is compared with; may be itself
 * @param form how output comes, where there is a choice
 */
record Lane(
    String label, String baseLabel, Contender contender, OutputForm form, ChildCommand command) {

  /** For scenarios in which each contender has one lane. */
  static Lane of(Contender contender, ChildCommand command) {
    return new Lane(contender.name(), ThisServer.NAME, contender, OutputForm.BINARY, command);
  }

  boolean isThisServer() {
    return contender instanceof ThisServer;
  }
}
