package dev.ccexecutor.stress.result;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * Which server was under stress, and on which machine. Words that are unknown are empty.
 *
 * @param version the server's version
 * @param url where it listened
 * @param own whether the run had started it
 * @param pid its process; empty where it is on another machine
 * @param processors how many processors the machine had for it, 0 if unknown
 * @param memoryBytes the machine's memory, 0 if unknown
 * @param java the Java that it ran on
 * @param kernel the kernel's name and release
 */
public record ServerFacts(
    String version,
    String url,
    boolean own,
    OptionalLong pid,
    int processors,
    long memoryBytes,
    String java,
    String kernel) {

  public ServerFacts {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(pid, "pid");
    Objects.requireNonNull(java, "java");
    Objects.requireNonNull(kernel, "kernel");
  }
}
