package dev.ccexecutor.server.agent.list;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tasks that are run one after the other. Checked as a whole when it is made: names, needs and
 * placeholders fit together.
 *
 * @param name of the list
 * @param file that it comes from
 * @param tasks in their order
 */
public record TaskList(String name, Path file, List<ListedTask> tasks) {
  private static final long MAX_BYTES = 4 << 20;

  public TaskList {
    tasks = List.copyOf(tasks);
  }

  /**
   * Reads a file, JSON if its name ends so, else YAML.
   *
   * @param defaults what counts where the file says nothing
   * @throws TaskListException if it is no list; with all that is wrong
   */
  public static TaskList read(Path file, ListDefaults defaults)
      throws IOException, TaskListException {
    if (Files.size(file) > MAX_BYTES) {
      throw TaskListException.of("the file is longer than " + MAX_BYTES + " bytes");
    }
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException noText) {
      throw TaskListException.of("the file is no text in UTF-8");
    }
    Path absolute = file.toAbsolutePath().normalize();
    boolean json = absolute.toString().endsWith(".json");
    return new TaskListReader(absolute, defaults).read(LocatedReader.read(text, json));
  }
}
