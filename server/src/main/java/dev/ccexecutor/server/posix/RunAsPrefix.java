package dev.ccexecutor.server.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The words ahead of a command that make it another user's: {@code setpriv}, then {@code prlimit}
 * where there are limits, both of util-linux, and {@code env} where there are variables that must
 * not reach setpriv.
 *
 * <p>setpriv is root until it has changed, and its environment is what a client has chosen. So what
 * the loader and the C library do as they are told by variables is kept from it, and set again by
 * {@code env} afterwards. (The loader would drop these as well, see {@link LaunchAsUser#begin}.)
 *
 * <p>The kernel lets nobody set limits from outside for a process whose ids are not all the same,
 * but for who has CAP_SYS_RESOURCE, which is seldom in a container (prlimit(2)).
 */
final class RunAsPrefix {
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
  private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
  private static final Path ENV = Path.of("/usr/bin/env");

  private static final List<String> UNSAFE_PREFIXES = List.of("LD_", "GLIBC_", "MALLOC_");

  /** What glibc does not heed in privileged programs; of its list of unsecure variables. */
  private static final Set<String> UNSAFE =
      Set.of(
          "GCONV_PATH",
          "GETCONF_DIR",
          "HOSTALIASES",
          "LOCALDOMAIN",
          "LOCPATH",
          "NIS_PATH",
          "NLSPATH",
          "RESOLV_HOST_CONF",
          "RES_OPTIONS",
          "TMPDIR",
          "TZDIR");

  private final List<String> change;
  private final ResourceLimit.Bounds fileLimit;

  /**
   * @param fileLimit of open files, where nothing else is asked for; null for what the server has
   */
  RunAsPrefix(UserAccount user, boolean noNewPrivileges, ResourceLimit.Bounds fileLimit) {
    this.fileLimit = fileLimit;
    change = new ArrayList<>();
    change.add(SETPRIV.getFileName().toString());
    change.add("--reuid=" + user.uid());
    change.add("--regid=" + user.gid());
    change.add(groups(user.groups()));
    change.add("--inh-caps=-all");
    change.add("--ambient-caps=-all");
    if (noNewPrivileges) {
      // Else a program such as sudo needs what is in the bounding set.
      change.add("--bounding-set=-all");
      change.add("--no-new-privs");
    }
    change.add("--");
  }

  private static String groups(List<Integer> groups) {
    return groups.isEmpty()
        ? "--clear-groups"
        : "--groups="
            + groups.stream().map(Integer::toUnsignedString).collect(Collectors.joining(","));
  }

  /**
   * Whether this machine has what it takes.
   *
   * @throws IOException if it has not
   */
  void requireUsable() throws IOException {
    for (Path program : List.of(SETPRIV, PRLIMIT, ENV)) {
      if (!Files.isExecutable(program)) {
        throw new IOException("there is no " + program + " (of util-linux and coreutils)");
      }
    }
  }

  String program() {
    return SETPRIV.toString();
  }

  /**
   * The same command, as the other user.
   *
   * @throws PosixException EINVAL if it can't be told apart from a variable
   */
  SpawnRequest wrap(SpawnRequest request) throws PosixException {
    Map<String, String> safe = new TreeMap<>(request.environment());
    Map<String, String> unsafe = new TreeMap<>(safe);
    unsafe.keySet().removeIf(name -> !isUnsafe(name));
    safe.keySet().removeAll(unsafe.keySet());
    List<String> argv = new ArrayList<>(change);
    argv.addAll(limiting(request.limits()));
    if (!unsafe.isEmpty()) {
      String program = request.argv().getFirst();
      if (program.indexOf('=') >= 0) {
        throw new PosixException("execve", Errno.EINVAL, program);
      }
      argv.add(ENV.toString());
      unsafe.forEach((name, value) -> argv.add(name + "=" + value));
    }
    argv.addAll(request.argv());
    return request.by(argv, safe, request.limits().withoutBounds());
  }

  private List<String> limiting(ResourceLimits limits) throws PosixException {
    Map<ResourceLimit, ResourceLimit.Bounds> bounds = limits.bounds();
    if (fileLimit != null) {
      bounds.putIfAbsent(ResourceLimit.NOFILE, fileLimit);
    }
    List<String> words = new ArrayList<>();
    if (!bounds.isEmpty()) {
      words.add(PRLIMIT.toString());
      bounds.forEach(
          (limit, bound) ->
              words.add("--" + limit.optionName() + "=" + bound.soft() + ":" + bound.hard()));
      words.add("--");
    }
    return words;
  }

  private static boolean isUnsafe(String name) {
    return UNSAFE.contains(name) || UNSAFE_PREFIXES.stream().anyMatch(name::startsWith);
  }
}
