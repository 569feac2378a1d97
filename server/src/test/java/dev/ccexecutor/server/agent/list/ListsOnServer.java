package dev.ccexecutor.server.agent.list;

import dev.ccexecutor.protocol.client.ClientOptions;
import dev.ccexecutor.protocol.client.ExecutorClient;
import dev.ccexecutor.server.agent.AgentListener;
import dev.ccexecutor.server.agent.StandInAgent;
import dev.ccexecutor.server.agent.event.ClaudeAdapter;
import dev.ccexecutor.server.agent.run.AgentRunner;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Has lists of tasks run on a real server, with a stand-in for the agent. */
@Timeout(60)
abstract class ListsOnServer {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  @TempDir Path directory;

  ExecutorClient client;
  AgentRunner runner;

  @BeforeEach
  void connect() {
    URI uri = URI.create("ws://127.0.0.1:" + server.port() + "/ws");
    client = ExecutorClient.connect(uri, ClientOptions.defaults()).join();
    runner = new AgentRunner(client);
  }

  @AfterEach
  void disconnect() {
    runner.close();
    client.close();
    client.closed().join();
  }

  final TaskListRunner list(String text, TaskListListener listener) throws Exception {
    return list(text, Map.of(), false, runner, listener);
  }

  final TaskListRunner list(
      String text,
      Map<String, String> env,
      boolean fresh,
      AgentRunner by,
      TaskListListener listener)
      throws Exception {
    Path file = Files.writeString(directory.resolve("list.yaml"), text);
    ListDefaults defaults =
        new ListDefaults(new ClaudeAdapter(), StandInAgent.command(), env, true);
    TaskList list = TaskList.read(file, defaults);
    return new TaskListRunner(list, by, directory.resolve("data"), fresh, listener);
  }

  final TaskListReport run(String text) throws Exception {
    return list(text, TaskListListener.SILENT).run();
  }

  static List<String> statuses(TaskListReport report) {
    return report.tasks().stream().map(task -> task.status().wireName()).toList();
  }

  /** Hears the first words of assistants: one count for each. */
  record FirstEvent(CountDownLatch began) implements TaskListListener {
    @Override
    public AgentListener onTask(String name, int index, boolean resumed) {
      return new AgentListener() {
        private boolean heard;

        @Override
        public void onEvent(String type, long events) {
          if (type.equals("assistant") && !heard) {
            heard = true;
            began.countDown();
          }
        }
      };
    }
  }
}
