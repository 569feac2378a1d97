package dev.ccexecutor.stress;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server uses of memory, right after a garbage collection. The JVM does not know of buffers,
 * which come from malloc(3), but the kernel does.
 *
 * @param heapBytes objects that live
 * @param residentBytes all that the kernel has given it
 */
record ServerMemory(long heapBytes, long residentBytes) {

  private static final Pattern HEAP_KIB = Pattern.compile("heap .* used (\\d+)K");

  static ServerMemory of(ServerUnderTest server) throws Exception {
    server.ask("GC.run");
    Matcher heap = HEAP_KIB.matcher(server.ask("GC.heap_info"));
    if (!heap.find()) {
      throw new IllegalStateException("jcmd does not tell what the heap has");
    }
    return new ServerMemory(
        Long.parseLong(heap.group(1)) * 1024, ProcessFacts.residentBytes(server.pid()));
  }

  ServerMemory minus(ServerMemory before) {
    return new ServerMemory(heapBytes - before.heapBytes, residentBytes - before.residentBytes);
  }
}
