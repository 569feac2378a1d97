package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.engine.McpMethod.Entry;
import dev.ccexecutor.server.mcp.engine.McpMethod.Pace;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.message.Era;
import dev.ccexecutor.server.mcp.message.McpError;
import dev.ccexecutor.server.mcp.message.McpException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Which methods there are in which era. Immutable. */
final class MethodTable {
  private final Map<String, Entry> legacy = new HashMap<>();
  private final Map<String, Entry> modern = new HashMap<>();

  MethodTable(McpEngine engine, InstantSource clock) {
    Catalog catalog = engine.catalog();
    InputRounds rounds = new InputRounds(new StateSeal(clock, engine.limits().stateMillis()));
    addServer(new ServerMethods(catalog, engine.identity()));
    addTools(new ToolMethods(catalog, rounds, new TaskRunner(engine.tasks(), engine.slots())));
    if (catalog.resources().isPresent()) {
      addResources(new ResourceMethods(catalog.resources().get()));
    }
    addTasks(new TaskMethods(engine.tasks()));
    addPrompts(new PromptMethods(catalog.prompts(), rounds));
    CompletionMethod completion = new CompletionMethod(catalog);
    both("completion/complete", completion, Pace.LONG);
    SubscriptionMethods subscriptions = new SubscriptionMethods(catalog);
    legacy("resources/subscribe", subscriptions::subscribe, Pace.LONG);
    legacy("resources/unsubscribe", subscriptions::unsubscribe, Pace.IN_ORDER);
    modern("subscriptions/listen", subscriptions::listen, Pace.LONG);
  }

  private void addServer(ServerMethods server) {
    legacy("initialize", server::initialize, Pace.IN_ORDER);
    legacy("ping", server::ping, Pace.IN_ORDER);
    legacy("logging/setLevel", server::setLevel, Pace.IN_ORDER);
    modern("server/discover", server::discover, Pace.IN_ORDER);
  }

  private void addTools(ToolMethods tools) {
    both("tools/list", tools::list, Pace.SHORT);
    both("tools/call", tools::call, Pace.LONG);
  }

  private void addTasks(TaskMethods tasks) {
    both("tasks/get", tasks::get, Pace.SHORT);
    legacy("tasks/list", tasks::list, Pace.SHORT);
    legacy("tasks/result", tasks::result, Pace.LONG);
    legacy("tasks/cancel", tasks::cancelLegacy, Pace.IN_ORDER);
    modern("tasks/cancel", tasks::cancelModern, Pace.IN_ORDER);
    modern("tasks/update", tasks::update, Pace.IN_ORDER);
  }

  private void addResources(ResourceMethods resources) {
    both("resources/list", resources::list, Pace.LONG);
    both("resources/templates/list", resources::templates, Pace.SHORT);
    both("resources/read", resources::read, Pace.LONG);
  }

  private void addPrompts(PromptMethods prompts) {
    both("prompts/list", prompts::list, Pace.SHORT);
    both("prompts/get", prompts::get, Pace.LONG);
  }

  private void legacy(String name, McpMethod method, Pace pace) {
    legacy.put(name, new Entry(method, pace));
  }

  private void modern(String name, McpMethod method, Pace pace) {
    modern.put(name, new Entry(method, pace));
  }

  private void both(String name, McpMethod method, Pace pace) {
    legacy(name, method, pace);
    modern(name, method, pace);
  }

  /** The method that a request calls, if it may. */
  Entry find(McpCall call) throws McpException {
    String name = call.method();
    Entry own = (call.era() == Era.MODERN ? modern : legacy).get(name);
    // A method that is of the modern era alone wants what goes with each request of that era.
    if (call.era() == Era.MODERN || (own == null && modern.containsKey(name))) {
      ModernMeta.check(call.params());
    }
    if (own == null) {
      throw McpError.methodNotFound(name).asException();
    }
    return own;
  }
}
