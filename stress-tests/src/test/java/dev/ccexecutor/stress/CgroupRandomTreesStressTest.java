package dev.ccexecutor.stress;

import dev.ccexecutor.protocol.jsonrpc.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import tools.jackson.databind.JsonNode;

/** Each tree held in a cgroup, where this machine has a hierarchy that may be written. */
@EnabledIf(
    value = "isWritable",
    disabledReason = "this machine has no cgroup v2 hierarchy that this process may write to")
class CgroupRandomTreesStressTest extends RandomTreesContract {

  private static final int DIRECTORY_FIELD = 4;

  CgroupRandomTreesStressTest() {
    super(
        true,
        ServerUnderTest.detectingLeaks(
            "--event-loops", "2", "--reader-loops", "2", "--containment", "cgroup"));
  }

  /** Whether groups may be made below the root; proc(5) tells where that is. */
  static boolean isWritable() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .filter(line -> line.contains(" - cgroup2 "))
        .map(line -> Path.of(line.split(" ")[DIRECTORY_FIELD], "cgroup.procs"))
        .anyMatch(Files::isWritable);
  }

  @Override
  List<Path> containers() throws IOException {
    try (var entries = Files.list(serversDirectory())) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  /** As its log tells. */
  private Path serversDirectory() throws IOException {
    return server.process().logLines().stream()
        .map(line -> Json.MAPPER.readTree(line).path("cgroup"))
        .filter(JsonNode::isString)
        .map(node -> Path.of(node.asString()))
        .findFirst()
        .orElseThrow();
  }
}
