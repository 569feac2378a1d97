package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.doctor.Finding.State;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that a server needs.
 *
 * @param name in the order of the output
 * @param when who has it look
 * @param advice what helps if it can't even be looked at
 */
record Check(String name, When when, String advice, Look look) {
  /** Who has a check look. */
  enum When {
    /** Only {@code doctor}, also where settings are wrong. */
    ALWAYS,
    /** Only {@code doctor}, if it knows the settings. */
    WITH_SETTINGS,
    /** A server that starts too: it costs next to nothing. */
    AT_START
  }

  /** All there are. */
  static final List<Check> ALL =
      Stream.of(PlatformChecks.all(), LimitChecks.all(), StorageChecks.all(), AccessChecks.all())
          .flatMap(List::stream)
          .toList();

  Finding run(Surroundings surroundings) throws InterruptedException {
    try {
      return look.at(surroundings);
    } catch (IOException | RuntimeException | LinkageError failure) {
      String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
      return new Finding(name, State.PROBLEM, reason, advice);
    }
  }

  static Finding ok(String check, String found) {
    return new Finding(check, State.OK, found, "");
  }

  static Finding warning(String check, String found, String advice) {
    return new Finding(check, State.WARNING, found, advice);
  }

  static Finding problem(String check, String found, String advice) {
    return new Finding(check, State.PROBLEM, found, advice);
  }
}
