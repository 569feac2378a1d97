package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Children whose server was killed while they waited at its gate ({@link SpawnGate}). They would
 * wait for ever, and bear no marker yet, but hold the gate.
 */
public final class HeldBack {
  private static final int SIGKILL = 9;

  private HeldBack() {}

  /**
   * Kills all who hold a gate whose server is dead.
   *
   * @param gate need not exist
   * @return their pids
   */
  public static List<Integer> killAt(Path gate) throws IOException {
    List<Integer> killed = new ArrayList<>();
    if (!Files.exists(gate) || Files.isSymbolicLink(gate)) {
      return killed; // A link might lead to what all the world has open.
    }
    Path file = gate.toRealPath();
    for (ProcessTable.Entry entry : ProcessTable.read().entries()) {
      boolean isLeader = entry.pid() == entry.sessionId();
      if (isLeader && holds(entry, file) && PidfdSignal.send(entry, SIGKILL)) {
        killed.add(entry.pid());
      }
    }
    return killed;
  }

  private static boolean holds(ProcessTable.Entry entry, Path file) {
    try {
      Path descriptor = Path.of("/proc/" + entry.pid() + "/fd/" + SpawnGate.GATE_FD);
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (AccessDeniedException e) {
      return isOrphanAheadOfItsExec(entry);
    } catch (IOException e) {
      return false; // It is gone, or has no such descriptor.
    }
  }

  /**
   * Ahead of its exec a child has the memory of its server, which shows nothing to others ({@link
   * ServerProcess}) but root. So it is told by that it can't be looked into, was named by a
   * spawner's thread, has not come to an exec, and hangs where adopted orphans do: none of a server
   * that lives, whose children hang on the thread that spawned them. Signals reach those of the
   * same user only.
   */
  private static boolean isOrphanAheadOfItsExec(ProcessTable.Entry entry) {
    try {
      String parent = "/proc/" + entry.parentPid() + "/task/" + entry.parentPid() + "/children";
      return read("/proc/" + entry.pid() + "/comm").equals(Spawner.THREAD_NAME)
          && SpawnGate.isBeforeItsExec(entry.pid())
          && List.of(read(parent).split(" ")).contains(Integer.toString(entry.pid()));
    } catch (IOException e) {
      return false; // It is gone.
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1).strip();
  }
}
