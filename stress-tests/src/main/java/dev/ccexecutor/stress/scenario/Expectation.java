package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.execution.CompletionStatus;
import dev.ccexecutor.protocol.execution.EndReason;
import java.util.List;
import java.util.Objects;

/**
 * What must hold of each execution, and of the server meanwhile, beyond what always must. A member
 * that is null says nothing.
 *
 * @param exitCode of the end record
 * @param signal of the end record
 * @param status of the end record
 * @param reason of the end record
 * @param stdout what must come
 * @param stderr what must come
 * @param gaps true if there must be gaps; else there may be none
 * @param refused how starts must be refused
 * @param refusedAtLeast how many starts, at least, must be refused, where others are not; all if
 *     null
 * @param agent how agent tasks must come out
 * @param controlErrors kinds of errors that controls may meet
 * @param maxResidentBytes of the server, while it runs; 640 MiB unless given
 * @param growthBytes most that the server's memory may grow by in the second half of it
 */
public record Expectation(
    Integer exitCode,
    String signal,
    CompletionStatus status,
    EndReason reason,
    StreamExpectation stdout,
    StreamExpectation stderr,
    Boolean gaps,
    Refusal refused,
    Integer refusedAtLeast,
    Agent agent,
    List<String> controlErrors,
    Long maxResidentBytes,
    Long growthBytes) {

  /** Nothing but what always must hold. */
  public static final Expectation NONE =
      new Expectation(null, null, null, null, null, null, null, null, null, null, null, null, null);

  private static final long DEFAULT_MAX_RESIDENT_BYTES = 640L << 20;

  public Expectation {
    controlErrors = controlErrors == null ? List.of() : List.copyOf(controlErrors);
    Rules.positive("expect.max_resident_bytes", maxResidentBytes);
    Rules.positive("expect.growth_bytes", growthBytes);
    Rules.positive("expect.refused_at_least", refusedAtLeast);
    Rules.require(
        refusedAtLeast == null || refused != null, "expect.refused_at_least", "goes with refused");
  }

  /**
   * How a start is refused.
   *
   * @param code of the error
   * @param kind of the error
   * @param errno in its data, null for any
   */
  public record Refusal(Integer code, String kind, String errno) {
    public Refusal {
      Rules.required("expect.refused.code", code);
    }
  }

  /**
   * How a task comes out.
   *
   * @param isError of its result
   * @param failure the {@code failure.type}
   * @param result its text, with placeholders
   */
  public record Agent(Boolean isError, String failure, String result) {
    public Agent {
      Rules.required("expect.agent.is_error", isError);
    }
  }

  public boolean hasGaps() {
    return Objects.requireNonNullElse(gaps, false);
  }

  public long residentBytesAtMost() {
    return Objects.requireNonNullElse(maxResidentBytes, DEFAULT_MAX_RESIDENT_BYTES);
  }

  /** Whether every start is to be refused. */
  public boolean refusesAll() {
    return refused != null && refusedAtLeast == null;
  }
}
