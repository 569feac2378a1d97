package dev.ccexecutor.stress;

import dev.ccexecutor.stress.server.ProcessFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server uses of memory, right after a garbage collection.
 *
 * @param heapBytes objects that live
 * @param directBytes outside the heap: all that Netty has reserved, which is what buffers use and
 *     what its pool has free, and NIO's buffers
 * @param residentBytes all that the kernel has given it
 */
record ServerMemory(long heapBytes, long directBytes, long residentBytes) {

  private static final Pattern HEAP_KIB = Pattern.compile("heap .* used (\\d+)K");

  static ServerMemory of(ServerUnderTest server) throws Exception {
    server.ask("GC.run");
    Matcher heap = HEAP_KIB.matcher(server.ask("GC.heap_info"));
    if (!heap.find()) {
      throw new IllegalStateException("jcmd does not tell what the heap has");
    }
    long resident = ProcessFacts.residentBytes(server.pid());
    return new ServerMemory(
        Long.parseLong(heap.group(1)) * 1024, askForDirectBytes(server), resident);
  }

  /** No command of the JVM's tells it. */
  private static long askForDirectBytes(ServerUnderTest server) throws Exception {
    Path directory = Files.createTempDirectory("cc-executor-memory");
    Path jar = directory.resolve("agent.jar");
    Path answer = directory.resolve("answer");
    try {
      DirectMemoryAgent.writeJar(jar);
      server.ask("JVMTI.agent_load", jar.toString(), answer.toString());
      return Long.parseLong(Files.readString(answer));
    } finally {
      Files.deleteIfExists(answer);
      Files.deleteIfExists(jar);
      Files.delete(directory);
    }
  }

  ServerMemory minus(ServerMemory before) {
    return new ServerMemory(
        heapBytes - before.heapBytes,
        directBytes - before.directBytes,
        residentBytes - before.residentBytes);
  }
}
