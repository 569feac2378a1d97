package dev.ccexecutor.protocol.execution;

import java.util.OptionalLong;

/**
 * A position in each output of an execution.
 *
 * @param stdout in bytes; null where none was given
 * @param stderr in bytes; null where none was given
 */
public record StreamOffsets(Long stdout, Long stderr) {

  /** No position in either. */
  public static final StreamOffsets NONE = new StreamOffsets(null, null);

  public StreamOffsets {
    ParameterRules.offset("stdout", stdout);
    ParameterRules.offset("stderr", stderr);
  }

  /**
   * The position in one of them; empty where none was given.
   *
   * @throws IllegalArgumentException for standard input
   */
  public OptionalLong of(StreamType stream) {
    Long offset =
        switch (stream) {
          case STDOUT -> stdout;
          case STDERR -> stderr;
          case STDIN -> throw new IllegalArgumentException("stdin is no output");
        };
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
  }
}
