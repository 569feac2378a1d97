package dev.ccexecutor.server.logging;

import dev.ccexecutor.server.config.InvalidValueException;
import dev.ccexecutor.server.config.LogLevels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Levels that stand in a file, for as long as there is one. It is read each second: a look by its
 * path sees whatever takes its place, and it is small.
 */
public final class LevelFile implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LevelFile.class);
  private static final int MAX_BYTES = 4096;
  private static final long LOOK_MILLIS = 1_000;

  private final Path path;
  private final LogLevels others;
  private final Consumer<LogLevels> change;
  private final Thread watcher;

  /** What was found last, good or not: a text, or why there was none. */
  private String known;

  private LevelFile(Path path, LogLevels others, Consumer<LogLevels> change, String known) {
    this.path = path;
    this.others = others;
    this.change = change;
    this.known = known;
    watcher = Thread.ofPlatform().name("log-levels").daemon().start(this::watch);
  }

  /**
   * Has the levels in the file in force when this returns, and follows it until it is closed.
   *
   * @param others what counts while there is no file, or nothing in it
   * @param change puts levels in force
   * @throws IOException if it can't be read
   * @throws InvalidValueException if it names no levels
   */
  public static LevelFile follow(Path path, LogLevels others, Consumer<LogLevels> change)
      throws IOException, InvalidValueException {
    String text = read(path);
    change.accept(levels(text, others));
    return new LevelFile(path, others, change, text);
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        look();
      }
    } catch (InterruptedException closed) {
      return;
    }
  }

  /** It may be half written: what it then becomes counts at the next look. */
  private void look() {
    try {
      String text = read(path);
      if (isNew(text)) {
        LogLevels levels = levels(text, others);
        change.accept(levels);
        log.atWarn().addKeyValue("levels", levels).log("other log levels are in force");
      }
    } catch (InvalidValueException wrong) {
      tell(wrong.getMessage());
    } catch (IOException | RuntimeException unreadable) {
      if (isNew(unreadable.toString())) {
        tell(unreadable.toString());
      }
    }
  }

  private boolean isNew(String found) {
    boolean isNew = !found.equals(known);
    known = found;
    return isNew;
  }

  private void tell(String problem) {
    log.atError()
        .addKeyValue("file", path)
        .addKeyValue("problem", problem)
        .log("the new log levels can't be used; the old stay");
  }

  /** Empty if there is none. */
  private static String read(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + " is no regular file"); // To open a pipe might wait for ever.
    }
    try (InputStream file = Files.newInputStream(path)) {
      return new String(file.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    }
  }

  private static LogLevels levels(String text, LogLevels others) throws InvalidValueException {
    String items =
        text.lines()
            .map(String::strip)
            .filter(Predicate.not(line -> line.isEmpty() || line.startsWith("#")))
            .collect(Collectors.joining(","));
    return items.isEmpty() ? others : LogLevels.parse(items);
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
