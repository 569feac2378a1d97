package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.scenario.Fault;
import dev.ccexecutor.stress.scenario.Scenario;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Why a scenario can't be run here. */
final class Requirements {

  private Requirements() {}

  /**
   * The reason; empty where it can be run.
   *
   * @param given the server that was given; null where the suite starts its own
   */
  static Optional<String> missing(Scenario scenario, Target given) {
    for (String program : scenario.needs()) {
      if (!isOnPath(program)) {
        return Optional.of("the program " + program + " is not installed here");
      }
    }
    if (given == null) {
      return Optional.empty();
    }
    if (scenario.needsOwnServer()) {
      return Optional.of("it needs a server of its own, and --url names one");
    }
    boolean needsProcesses =
        scenario.has(Fault.Type.KILL_CHILD)
            || scenario.has(Fault.Type.KILL_LEADER)
            || scenario.kind() == Scenario.Kind.AGENT_TASKS;
    if (needsProcesses && !given.isHere()) {
      return Optional.of("it needs the server's machine, and the server is on another one");
    }
    boolean cutsConnections =
        scenario.has(Fault.Type.DISCONNECT) || scenario.has(Fault.Type.VANISH);
    boolean isPlainLoopback =
        given.isHere() && given.uri().getScheme().equals("ws") && given.uri().getHost() != null;
    if ((cutsConnections || scenario.kind() == Scenario.Kind.RAW) && !isPlainLoopback) {
      return Optional.of("it handles TCP itself, which needs ws:// and the server's machine");
    }
    boolean isOpen = given.options().headers().isEmpty();
    if (scenario.kind() == Scenario.Kind.RAW && !isOpen) {
      return Optional.of("its bare sockets show no token");
    }
    return Optional.empty();
  }

  private static boolean isOnPath(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }
}
