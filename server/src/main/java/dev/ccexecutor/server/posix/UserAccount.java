package dev.ccexecutor.server.posix;

import java.util.List;
import java.util.Map;

/**
 * A user of this machine, as the user database had it when the server started.
 *
 * @param name its login, or its number where it has none
 * @param groups all that its processes are in, the first one among them
 */
public record UserAccount(
    String name, int uid, int gid, List<Integer> groups, String home, String shell) {
  /** Makes the list immutable. */
  public UserAccount {
    groups = List.copyOf(groups);
  }

  /** What login(1) would set. */
  public Map<String, String> environment() {
    return Map.of("HOME", home, "USER", name, "LOGNAME", name, "SHELL", shell);
  }
}
