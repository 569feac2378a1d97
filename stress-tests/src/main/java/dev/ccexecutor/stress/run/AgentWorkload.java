package dev.ccexecutor.stress.run;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.stress.evidence.AgentEvidence;
import dev.ccexecutor.stress.scenario.Scenario;
import dev.ccexecutor.stress.server.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Tasks by {@code cc-executor task}, done by the agent that stands in for a real one. */
final class AgentWorkload implements Workload {
  private static final String STAND_IN = "/dev/ccexecutor/stress/agent/stand-in-agent";

  private static final long END_SECONDS = 20;

  private final Target target;
  private final Names names;

  AgentWorkload(Target target, Names names) {
    this.target = target;
    this.names = names;
  }

  @Override
  public void run(Gathered gathered) throws Exception {
    Scenario scenario = names.scenario();
    Path agent = writeAgent();
    int count = scenario.clientCount() * scenario.executionsPerClient();
    List<Future<AgentEvidence>> tasks = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < count; number++) {
        tasks.add(threads.submit(() -> runOne(names.next(), agent)));
      }
      try {
        for (Future<AgentEvidence> task : tasks) {
          gathered.add(task.get());
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  private Path writeAgent() throws IOException {
    Path agent = names.work().resolve("stand-in-agent");
    try (InputStream script = AgentWorkload.class.getResourceAsStream(STAND_IN)) {
      if (script == null) {
        throw new IOException("the stand-in agent is not in the jar");
      }
      Files.write(agent, script.readAllBytes());
    }
    return agent;
  }

  private AgentEvidence runOne(Names.Name name, Path agent) throws Exception {
    Path place = Files.createDirectory(names.work().resolve("task-" + name.index()));
    Path printed = place.resolveSibling("task-" + name.index() + ".json");
    Process task =
        builder(name, agent, place)
            .redirectOutput(printed.toFile())
            .redirectError(place.resolveSibling("task-" + name.index() + ".err").toFile())
            .start();
    try {
      boolean ended = task.waitFor(names.scenario().deadlineMillis(), TimeUnit.MILLISECONDS);
      JsonNode document = ended ? parsed(printed) : MissingNode.getInstance();
      int exitCode = ended ? task.exitValue() : -1;
      return new AgentEvidence(
          name.marker(), name.placeholders(), exitCode, document, manifest(document));
    } finally {
      end(task);
    }
  }

  /** TERM first: it then ends its agent, which else would go on without it. */
  private static void end(Process task) throws InterruptedException {
    task.destroy();
    if (!task.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      task.destroyForcibly().waitFor();
    }
  }

  private ProcessBuilder builder(Names.Name name, Path agent, Path place) {
    Scenario.AgentWork work = names.scenario().agent();
    List<String> words = new ArrayList<>(List.of("task"));
    words.add(name.placeholders().fill(work.prompt()));
    words.addAll(target.connectionWords());
    words.addAll(List.of("--json", "--agent-command", "/bin/sh '" + agent + "'"));
    words.addAll(List.of("--data-dir", names.work().resolve("data").toString()));
    words.addAll(List.of("--cwd", place.toString()));
    names
        .environment(name)
        .forEach((variable, value) -> words.addAll(List.of("--env", variable + "=" + value)));
    words.addAll(work.options());
    ProcessBuilder builder = new ProcessBuilder(ProgramWords.of(words));
    ServerProcess.withoutSettings(builder).environment().putAll(target.connectionVariables());
    return builder;
  }

  private static JsonNode parsed(Path printed) throws IOException {
    try {
      return Json.MAPPER.readTree(Files.readString(printed, StandardCharsets.UTF_8));
    } catch (JacksonException noJson) {
      return MissingNode.getInstance(); // Judged as what it is: nothing of what was expected.
    }
  }

  private Optional<String> manifest(JsonNode document) throws IOException {
    String directory = document.path("transcript").path("directory").asString("");
    if (directory.isEmpty() || !target.isHere()) {
      return Optional.empty();
    }
    return Optional.of(Files.readString(Path.of(directory, "execution.json")));
  }
}
