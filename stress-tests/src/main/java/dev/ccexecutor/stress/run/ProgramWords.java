package dev.ccexecutor.stress.run;

import dev.ccexecutor.stress.server.PackagedServer;
import java.util.ArrayList;
import java.util.List;

/** How commands of the packaged command line are started, each as a process of its own. */
final class ProgramWords {

  /** As the launcher has them for clients. */
  private static final List<String> JVM_FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dio.netty.jfr.enabled=false");

  private ProgramWords() {}

  /**
   * The words of a command.
   *
   * @param arguments its name and what follows
   */
  static List<String> of(List<String> arguments) {
    List<String> words = new ArrayList<>();
    words.add(PackagedServer.javaHome().resolve("bin/java").toString());
    words.addAll(JVM_FLAGS);
    words.addAll(List.of("-jar", PackagedServer.jar().toString()));
    words.addAll(arguments);
    return words;
  }
}
