package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the operator says of which commands may run.
 *
 * @param allow the programs, each with its leading arguments; none for all
 * @param file who may run what
 */
public record PolicyChoice(List<String> allow, Optional<Path> file) {
  public PolicyChoice {
    allow = List.copyOf(allow);
  }
}
