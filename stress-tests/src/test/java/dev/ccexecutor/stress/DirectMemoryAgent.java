package dev.ccexecutor.stress;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Tells from within a server what it has of memory outside the heap. Alone in a jar, it is loaded
 * into the server's JVM, whose classes it then finds.
 */
public final class DirectMemoryAgent {

  private DirectMemoryAgent() {}

  /** Called by the JVM that has loaded it; the answer goes into a file. */
  public static void agentmain(String answer) throws IOException {
    long bytes = Math.max(0, PlatformDependent.usedDirectMemory());
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      bytes += pool.getMemoryUsed();
    }
    Files.writeString(Path.of(answer), Long.toString(bytes));
  }

  static void writeJar(Path jar) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Agent-Class", DirectMemoryAgent.class.getName());
    String file = DirectMemoryAgent.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        InputStream bytes = DirectMemoryAgent.class.getResourceAsStream("/" + file)) {
      entries.putNextEntry(new JarEntry(file));
      bytes.transferTo(entries);
    }
  }
}
