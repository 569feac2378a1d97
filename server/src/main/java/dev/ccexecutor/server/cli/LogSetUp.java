package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.config.ConfigurationException;
import dev.ccexecutor.server.config.InvalidValueException;
import dev.ccexecutor.server.config.LogConfig;
import dev.ccexecutor.server.config.LogSettings;
import dev.ccexecutor.server.logging.LevelFile;
import dev.ccexecutor.server.logging.LineStyle;
import dev.ccexecutor.server.logging.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log of a server as the operator wants it.
 *
 * @param levels empty if they stand in no file
 */
record LogSetUp(Optional<LevelFile> levels) implements AutoCloseable {
  /**
   * Has it so for the whole process.
   *
   * @throws ConfigurationException if a file that it takes can't be used
   */
  static LogSetUp of(LogConfig config, boolean isTerminal, Map<String, String> environment) {
    try {
      Logging.configure(config, LineStyle.choose(config, isTerminal, environment));
    } catch (IOException e) {
      throw refusal(LogSettings.LOG_FILE.optionName(), config.file().orElseThrow(), e);
    }
    if (config.levelFile().isEmpty()) {
      return new LogSetUp(Optional.empty());
    }
    Path file = config.levelFile().get();
    try {
      return new LogSetUp(Optional.of(LevelFile.follow(file, config.levels(), Logging::apply)));
    } catch (IOException | InvalidValueException e) {
      throw refusal(LogSettings.LOG_LEVEL_FILE.optionName(), file, e);
    }
  }

  private static ConfigurationException refusal(String option, Path file, Exception e) {
    String reason = e instanceof InvalidValueException ? e.getMessage() : e.toString();
    return new ConfigurationException(List.of(option + " '" + file + "': " + reason));
  }

  @Override
  public void close() {
    levels.ifPresent(LevelFile::close);
  }
}
