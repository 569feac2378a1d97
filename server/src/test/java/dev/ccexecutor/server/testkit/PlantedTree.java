package dev.ccexecutor.server.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A running command of some {@link TreeShape}, seen from outside: its processes by the directory
 * they were started with, and whether they move by what they write there.
 *
 * <p>They end by themselves when this is closed, and after some seconds in any case.
 */
public final class PlantedTree implements AutoCloseable {
  private static final String WRITE = "echo >> \"$1/written/$$\"; sleep 0.01";
  private static final String MAY_GO_ON = "[ -e \"$1/on\" ] && [ $((i=i+1)) -lt 3000 ]";

  private static final Map<String, String> SCRIPTS =
      Map.of(
          "beat",
          "while " + MAY_GO_ON + "; do " + WRITE + "; done",
          "stop",
          "echo >> \"$1/written/$$\"; kill -STOP $$; exec sh \"$1/beat\" \"$1\"",
          "exec",
          "echo >> \"$1/written/$$\"\n"
              + "[ -e \"$1/on\" ] && [ $2 -lt 20000 ] && exec sh \"$0\" \"$1\" $(($2+1))",
          "twig",
          "echo >> \"$1/written/$2\"",
          "storm",
          "while "
              + MAY_GO_ON
              + "; do sh \"$1/twig\" \"$1\" $$ & sh \"$1/twig\" \"$1\" $$ & wait; done",
          "chain",
          "[ -e \"$1/on\" ] && [ $2 -lt 100000 ] || exit 0\n"
              + "echo >> \"$1/written/chain\"; sh \"$0\" \"$1\" $(($2+1)) &");

  private final Path directory;
  private final RemoteCommand command;

  private PlantedTree(Path directory, RemoteCommand command) {
    this.directory = directory;
    this.command = command;
  }

  /**
   * Starts it and waits until all of it runs.
   *
   * @param parent gets a new directory
   * @param more parameters of {@code execute}
   */
  public static PlantedTree start(
      TestClient client, Path parent, TreeShape shape, Map<String, ?> more) throws IOException {
    Path directory = Files.createTempDirectory(parent, "tree");
    Files.createDirectory(directory.resolve("written"));
    Files.createFile(directory.resolve("on"));
    for (Map.Entry<String, String> script : SCRIPTS.entrySet()) {
      Files.writeString(directory.resolve(script.getKey()), script.getValue() + "\n");
    }
    Files.writeString(directory.resolve("leader"), leader(shape));
    Map<String, Object> params = new HashMap<>(more);
    params.put("argv", List.of("sh", directory + "/leader", directory.toString()));
    PlantedTree tree = new PlantedTree(directory, client.execute(params));
    Deadline.await(shape + " to run").until(() -> tree.written().size() >= shape.writers());
    return tree;
  }

  private static String leader(TreeShape shape) {
    return "d=$1\n"
        + shape.lines()
        + "\nwhile [ ! -e \"$1/leave\" ] && "
        + MAY_GO_ON
        + "; do "
        + WRITE
        + "; done\nexit 0\n";
  }

  public RemoteCommand command() {
    return command;
  }

  /** Lets the leader exit by itself; the others stay. */
  public void letLeaderGo() throws IOException {
    Files.createFile(directory.resolve("leave"));
  }

  /** How much each of its writers has written so far: what grows belongs to a process that runs. */
  public Map<String, Long> written() throws IOException {
    Map<String, Long> sizes = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory.resolve("written"))) {
      for (Path file : files.toList()) {
        sizes.put(file.getFileName().toString(), Files.size(file));
      }
    }
    return sizes;
  }

  /** Waits until each that has written more than this one line goes on. */
  public void awaitProgress() throws IOException {
    Map<String, Long> before = written();
    before.values().removeIf(size -> size == 1);
    Deadline.await("all that wrote to go on")
        .untilAsserted(
            () ->
                assertThat(written())
                    .as("processes are %s", states())
                    .allSatisfy(
                        (file, size) ->
                            assertThat(size)
                                .as(file)
                                .isGreaterThan(before.getOrDefault(file, 0L))));
  }

  private List<String> states() throws IOException {
    return members().stream().map(ObservedProcess::describe).toList();
  }

  /** Its living processes, as far as they were started with its directory. */
  public List<ObservedProcess> members() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .map(process -> process.getFileName().toString())
          .filter(name -> Character.isDigit(name.charAt(0)))
          .filter(name -> isStartedWithDirectory(Path.of("/proc", name)))
          .map(name -> new ObservedProcess(Integer.parseInt(name)))
          .filter(ObservedProcess::lives)
          .toList();
    }
  }

  private boolean isStartedWithDirectory(Path process) {
    try {
      byte[] commandLine = Files.readAllBytes(process.resolve("cmdline"));
      return new String(commandLine, StandardCharsets.ISO_8859_1).contains(directory.toString());
    } catch (IOException e) {
      return false; // It has ended.
    }
  }

  /** Kills what still lives, and waits until it has ended. */
  @Override
  public void close() throws IOException {
    Files.delete(directory.resolve("on"));
    Deadline.await("the rest of the tree to end").until(this::killMembers);
  }

  private boolean killMembers() throws IOException {
    List<ObservedProcess> members = members();
    for (ObservedProcess member : members) {
      ProcessHandle.of(member.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }
    return members.isEmpty();
  }
}
