package dev.ccexecutor.bench.compare;

import dev.ccexecutor.protocol.execution.OutputForm;
import java.util.List;

/** The messages by which commands are started and killed, and their ends are told. */
interface Dialect {
  /** A message that starts a command. */
  byte[] start(String id, List<String> argv, OutputForm form);

  /** A message that kills it. */
  byte[] kill(String id);

  /** What only the message has in it that tells the end of a command. */
  String endMark();

  /** How many bytes the command has written, as the message of its end tells. */
  long bytesOf(String end);
}
