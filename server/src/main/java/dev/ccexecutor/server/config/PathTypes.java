package dev.ccexecutor.server.config;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The types of settings that name files and directories. */
final class PathTypes {
  private static final Path STANDARD_SHELL = Path.of("/bin/sh");

  private PathTypes() {}

  /** A shell: {@code default}, a path, or a bare name that is looked up on PATH. */
  static SettingType<Path> shell() {
    return new SettingType<>("SHELL", "", PathTypes::parseShell, Path::toString);
  }

  /** A directory; a leading {@code ~/} means HOME, since no shell expands what a file says. */
  static SettingType<Path> directory() {
    return new SettingType<>("DIR", "", PathTypes::parsePath, Path::toString);
  }

  /** A file, or none if the text is empty. Whether it can be used is found out when it is read. */
  static SettingType<Optional<Path>> optionalFile() {
    return new SettingType<>(
        "FILE",
        "",
        (text, environment) ->
            text.isEmpty() ? Optional.empty() : Optional.of(parsePath(text, environment)),
        file -> file.map(Path::toString).orElse(""));
  }

  /** Where programs of this user keep state, by the XDG base directory specification. */
  static DefaultValue stateDirectory(String program) {
    return new DefaultValue(
        "$XDG_STATE_HOME/" + program + ", else ~/.local/state/" + program,
        environment -> {
          String stateHome = environment.getOrDefault("XDG_STATE_HOME", "");
          // The specification says to ignore one that is not absolute.
          Path base = Path.of(stateHome).isAbsolute() ? Path.of(stateHome) : fallback(environment);
          return base.resolve(program).toString();
        });
  }

  private static Path fallback(Map<String, String> environment) {
    return home(environment).resolve(".local").resolve("state");
  }

  private static Path parseShell(String text, Map<String, String> environment)
      throws InvalidValueException {
    if (text.equals("default")) {
      return STANDARD_SHELL;
    }
    if (!text.contains("/")) {
      return lookUp(text, environment);
    }
    Path shell = toPath(text).toAbsolutePath().normalize();
    if (!isExecutableFile(shell)) {
      throw new InvalidValueException("is not an executable file");
    }
    return shell;
  }

  private static Path lookUp(String name, Map<String, String> environment)
      throws InvalidValueException {
    Path fileName = toPath(name);
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> Path.of(directory).resolve(fileName))
        .filter(PathTypes::isExecutableFile)
        .findFirst()
        .orElseThrow(() -> new InvalidValueException("is no program on the PATH"));
  }

  private static boolean isExecutableFile(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static Path parsePath(String text, Map<String, String> environment)
      throws InvalidValueException {
    Path path = text.startsWith("~/") ? home(environment).resolve(text.substring(2)) : toPath(text);
    return path.toAbsolutePath().normalize();
  }

  private static Path home(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  private static Path toPath(String text) throws InvalidValueException {
    if (text.isEmpty()) {
      throw new InvalidValueException("is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException malformed) {
      throw new InvalidValueException("is not a path");
    }
  }
}
