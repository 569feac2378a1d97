package dev.ccexecutor.server.posix;

import java.io.IOException;
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
      if (isLeader && holds(entry.pid(), file) && PidfdSignal.send(entry, SIGKILL)) {
        killed.add(entry.pid());
      }
    }
    return killed;
  }

  private static boolean holds(int pid, Path file) {
    try {
      Path descriptor = Path.of("/proc/" + pid + "/fd/" + SpawnGate.GATE_FD);
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (IOException e) {
      return false; // It is gone, or has no such descriptor, or is another user's.
    }
  }
}
