package dev.ccexecutor.server.doctor;

import dev.ccexecutor.server.doctor.Check.When;
import dev.ccexecutor.server.posix.HostFeatures;
import dev.ccexecutor.server.posix.PosixException;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Java, the kernel, the C library, and what is mounted. */
final class PlatformChecks {
  private static final String JAVA = "java";
  private static final String JVM_FLAGS = "jvm flags";
  private static final String AOT = "fast start";
  private static final String NATIVE = "native library";
  private static final String KERNEL = "kernel";
  private static final String LIBRARY = "c library";
  private static final String PROC = "proc";
  private static final String SHELL = "shell";
  private static final String CLOCK = "clock";

  /** The launcher's, for this one: it knows which caches it would take. */
  private static final String AOT_PROPERTY = "cc-executor.aot";

  private static final int JAVA_RELEASE = 25;
  private static final long SHELL_SECONDS = 10;
  private static final Instant RELEASED = Instant.parse("2026-01-01T00:00:00Z");

  private static final List<String> FLAG_VARIABLES =
      List.of("CC_EXECUTOR_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  private static final Map<String, String> HARMFUL_FLAGS =
      Map.of(
          "-Xint", "nothing is compiled",
          "-Xcomp", "everything is compiled before it runs",
          "-Xrs", "SIGTERM ends the server at once, and leaves its commands behind",
          "-XX:+ReduceSignalUsage", "SIGTERM ends the server at once",
          "-XX:+MaxFDLimit", "commands inherit a high limit of open files",
          "-Xcheck:jni", "native calls are slow",
          "-agentlib:jdwp", "who can debug the server can do what it can");

  private PlatformChecks() {}

  static List<Check> all() {
    return List.of(
        new Check(JAVA, When.ALWAYS, "", PlatformChecks::java),
        new Check(JVM_FLAGS, When.AT_START, "", PlatformChecks::jvmFlags),
        new Check(AOT, When.ALWAYS, "", PlatformChecks::fastStart),
        new Check(
            NATIVE,
            When.ALWAYS,
            "the server needs Linux on x86-64 or aarch64",
            PlatformChecks::nativeLibrary),
        new Check(KERNEL, When.ALWAYS, "", PlatformChecks::kernel),
        new Check(LIBRARY, When.ALWAYS, "glibc 2.34 or newer is needed", PlatformChecks::library),
        new Check(
            PROC,
            When.AT_START,
            "mount proc at /proc: mount -t proc proc /proc",
            PlatformChecks::proc),
        new Check(
            SHELL,
            When.WITH_SETTINGS,
            "install it, or give --shell another",
            PlatformChecks::shell),
        new Check(CLOCK, When.ALWAYS, "", PlatformChecks::clock));
  }

  private static Finding java(Surroundings ignored) {
    String found = Runtime.version() + " at " + System.getProperty("java.home");
    return Runtime.version().feature() >= JAVA_RELEASE
        ? Check.ok(JAVA, found)
        : Check.problem(JAVA, found, "install Java " + JAVA_RELEASE + " or newer");
  }

  private static Finding jvmFlags(Surroundings surroundings) {
    List<String> harm = new ArrayList<>();
    for (String variable : FLAG_VARIABLES) {
      String flags = surroundings.environment().getOrDefault(variable, "");
      Stream.of(flags.split("\\s+"))
          .forEach(
              flag ->
                  HARMFUL_FLAGS.forEach(
                      (harmful, why) -> {
                        if (flag.equals(harmful) || flag.startsWith(harmful + "=")) {
                          harm.add(harmful + " in " + variable + " (" + why + ")");
                        }
                      }));
    }
    return harm.isEmpty()
        ? Check.ok(JVM_FLAGS, "none that hurt")
        : Check.warning(JVM_FLAGS, String.join("; ", harm), "leave them out");
  }

  private static Finding fastStart(Surroundings ignored) {
    return switch (System.getProperty(AOT_PROPERTY, "")) {
      case "usable" -> Check.ok(AOT, "the AOT cache is of these jars and this Java");
      case "off" -> Check.ok(AOT, "switched off");
      case "none" ->
          Check.warning(
              AOT,
              "no AOT cache that can be used: starts take some tenths of a second longer",
              "run ./cc-executor prepare as a user who may write beside the jars");
      default -> Check.ok(AOT, "not known: this was not started by the launcher");
    };
  }

  private static Finding nativeLibrary(Surroundings ignored) {
    if (Epoll.isAvailable()) {
      return Check.ok(NATIVE, "loaded");
    }
    Throwable root = Epoll.unavailabilityCause();
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return Check.problem(
        NATIVE,
        "Netty's can't be loaded: " + root.getMessage(),
        "where "
            + System.getProperty("java.io.tmpdir")
            + " is mounted noexec, name another folder:"
            + " CC_EXECUTOR_JAVA_OPTS=-Dio.netty.native.workdir=DIR");
  }

  private static Finding kernel(Surroundings ignored) throws IOException {
    String release = read("/proc/sys/kernel/osrelease").strip();
    Optional<PosixException> missing = HostFeatures.missingCall();
    if (missing.isPresent()) {
      return Check.problem(
          KERNEL,
          release + ": " + missing.get().getMessage(),
          "Linux 5.9 or newer is needed, and no seccomp filter that forbids this call");
    }
    return Check.ok(
        KERNEL, release + "; pidfd_open, pidfd_send_signal and close_range work" + held());
  }

  /** How this process itself is held. */
  private static String held() throws IOException {
    String status = read("/proc/self/status");
    boolean filtered = status.lines().anyMatch(line -> line.matches("Seccomp:\\s*[12]"));
    boolean noNewPrivileges = status.lines().anyMatch(line -> line.matches("NoNewPrivs:\\s*1"));
    return (filtered ? "; under a seccomp filter" : "")
        + (noNewPrivileges ? "; no_new_privs is set" : "");
  }

  private static Finding library(Surroundings ignored) {
    return Check.ok(LIBRARY, "glibc " + HostFeatures.libraryVersion());
  }

  /** What the walk over all processes sees, and how ends are told. */
  private static Finding proc(Surroundings ignored) throws IOException {
    String advice = "mount proc at /proc: mount -t proc proc /proc";
    if (!Files.isReadable(Path.of("/proc/self/stat"))) {
      return Check.problem(PROC, "/proc is not there", advice);
    }
    String options =
        read("/proc/self/mountinfo")
            .lines()
            .filter(line -> line.split(" ")[4].equals("/proc"))
            .reduce("", (first, last) -> last);
    boolean hides = options.matches(".*hidepid=(1|2|4|noaccess|invisible|ptraceable)\\b.*");
    return hides && !Files.isReadable(Path.of("/proc/1/stat"))
        ? Check.warning(
            PROC,
            "hidepid hides the processes of other users: a command that changes its user (sudo)"
                + " is not seen by the walk",
            "use cgroups, or mount /proc with gid= of a group of this user")
        : Check.ok(PROC, hides ? "mounted with hidepid, which does not bind this user" : "mounted");
  }

  private static Finding shell(Surroundings surroundings) throws IOException, InterruptedException {
    String shell = surroundings.config().shell().toString();
    Process process =
        new ProcessBuilder(shell, "-c", "exit 42")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(SHELL_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return Check.problem(SHELL, shell + " does not end", "give --shell another");
    }
    return process.exitValue() == 42
        ? Check.ok(SHELL, shell)
        : Check.problem(
            SHELL, shell + " does not run a line as sh does", "give --shell one that does");
  }

  private static Finding clock(Surroundings ignored) {
    Instant now = Instant.now();
    if (now.isBefore(RELEASED)) {
      return Check.problem(CLOCK, "it is " + now + " by it", "set the time of day");
    }
    try {
      return HostFeatures.isClockSynchronized()
          ? Check.ok(CLOCK, "kept right by the kernel's own account")
          : Check.warning(
              CLOCK,
              "nobody keeps it right, says the kernel",
              "run chrony or systemd-timesyncd, on the host of a container: certificates and times"
                  + " in logs follow it");
    } catch (PosixException unknown) {
      return Check.ok(CLOCK, now + "; whether it is kept right is not to be asked here");
    }
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file), StandardCharsets.UTF_8);
  }
}
