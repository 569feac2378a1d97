package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.agent.DurableFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;

/**
 * What has become of a list's tasks, in a directory that one process at a time may have open. Each
 * change is on the disk when its method returns. For one thread.
 */
final class ListState implements AutoCloseable {
  private static final int FORMAT = 1;

  /**
   * The file.
   *
   * @param format 1
   * @param listId makes the ids of its executions unlike those of any other list
   * @param file of the list, for people
   * @param tasks by name
   */
  private record Content(int format, String listId, String file, Map<String, TaskEntry> tasks) {}

  private final Path directory;
  private final FileChannel lockFile;
  private final String list;
  private final Map<String, TaskEntry> tasks = new LinkedHashMap<>();
  private String listId;

  private ListState(Path directory, FileChannel lockFile, String list) {
    this.directory = directory;
    this.lockFile = lockFile;
    this.list = list;
  }

  /**
   * Opens the state of a list, or begins one.
   *
   * @param dataDirectory beneath which it is kept
   * @param fresh whether one that can't be read is begun anew
   * @throws IOException if another process has it open, or it can't be read or written
   */
  static ListState open(Path dataDirectory, Path list, boolean fresh) throws IOException {
    Path directory = directoryOf(dataDirectory, list);
    DurableFile.createDirectory(directory);
    FileChannel lockFile = DurableFile.openOwn(directory.resolve("lock"));
    try {
      lock(lockFile, list);
      ListState state = new ListState(directory, lockFile, list.toString());
      state.read(fresh);
      return state;
    } catch (IOException | RuntimeException failure) {
      lockFile.close();
      throw failure;
    }
  }

  static Path directoryOf(Path dataDirectory, Path list) {
    String name = list.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
    String key = Fingerprint.of(list.toString()).substring(0, 12);
    String shown = name.substring(0, Math.min(name.length(), 40));
    return dataDirectory.resolve("agent").resolve("lists").resolve(shown + "@" + key);
  }

  private static void lock(FileChannel lockFile, Path list) throws IOException {
    FileLock lock;
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException ofThisProcess) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(list + " is being run by somebody else");
    }
  }

  private void read(boolean fresh) throws IOException {
    try {
      Content content = Json.MAPPER.readValue(Files.readAllBytes(file()), Content.class);
      if (content.format() != FORMAT || content.listId() == null || content.tasks() == null) {
        throw new IllegalArgumentException("of another version");
      }
      listId = content.listId();
      tasks.putAll(content.tasks());
    } catch (NoSuchFileException first) {
      forget();
    } catch (JacksonException | IllegalArgumentException | NullPointerException damaged) {
      if (!fresh) {
        throw new IOException(
            file()
                + " is damaged, or of another version; --fresh forgets it and runs all tasks anew",
            damaged);
      }
      forget();
    }
  }

  /** Nothing that was done counts any more. */
  void forget() throws IOException {
    listId = UUID.randomUUID().toString();
    tasks.clear();
    write();
  }

  /** The names of the tasks that were begun and are not over, as far as is known here. */
  List<String> running() {
    return tasks.entrySet().stream()
        .filter(task -> task.getValue().isRunning())
        .map(Map.Entry::getKey)
        .toList();
  }

  Optional<TaskEntry> of(String name) {
    return Optional.ofNullable(tasks.get(name));
  }

  void put(String name, TaskEntry entry) throws IOException {
    tasks.put(name, entry);
    write();
  }

  /** Where reports go, and workspaces. */
  Path directory() {
    return directory;
  }

  /** Always the same for the same attempt, and no other's. */
  String executionId(String task, int run, int attempt) {
    String key = Fingerprint.of(listId, task).substring(0, 32);
    return "list-" + key + "-" + run + "-" + attempt;
  }

  @Override
  public void close() throws IOException {
    lockFile.close(); // gives the lock back, too
  }

  private Path file() {
    return directory.resolve("state.json");
  }

  private void write() throws IOException {
    String json = Json.MAPPER.writeValueAsString(new Content(FORMAT, listId, list, tasks));
    DurableFile.replace(file(), json.getBytes(StandardCharsets.UTF_8));
  }
}
