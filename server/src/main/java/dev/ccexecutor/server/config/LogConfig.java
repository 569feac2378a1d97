package dev.ccexecutor.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is logged, where and how.
 *
 * @param levelFile whose text takes the place of {@code levels} while there is one
 * @param file empty for stderr
 * @param maxBytes of one file
 * @param maxFiles the one that is written to among them
 */
public record LogConfig(
    LogLevels levels,
    Optional<Path> levelFile,
    LogFormat format,
    Optional<Path> file,
    long maxBytes,
    int maxFiles) {}
