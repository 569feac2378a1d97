package dev.ccexecutor.stress.scenario;

import dev.ccexecutor.protocol.jsonrpc.WireName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of stress that come with the suite, in the order in which they are run. */
public enum Category implements WireName {
  SIMPLE,
  PARALLEL,
  LONG_RUNNING,
  RAPID_FIRE,
  FLOOD,
  HUGE_LINES,
  SLOW_CONSUMERS,
  CONTROL_UNDER_LOAD,
  PROCESS_TREES,
  DISCONNECT_AND_RESUME,
  BAD_INPUT,
  FAILURES,
  LIMITS,
  AGENT_TASKS,
  SOAK;

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> names() {
    return Arrays.stream(values()).map(Category::wireName).toList();
  }
}
