package dev.ccexecutor.server.transport;

import dev.ccexecutor.server.mcp.feature.ExecutorConnections.Purpose;
import dev.ccexecutor.server.mcp.feature.TooManyConnectionsException;
import dev.ccexecutor.server.security.Principal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections of the server to itself each principal has. They are counted apart from
 * those of clients and for each principal by itself, so that nobody's models keep others out; and
 * by purpose, so that who has all of them waiting can still look at what runs, and end it. Any
 * thread.
 */
final class InProcessPlaces {
  private static final int WAITING = 200;
  private static final int LOOKING = 50;

  private final Map<Purpose, Map<String, Integer>> taken = new EnumMap<>(Purpose.class);

  InProcessPlaces() {
    for (Purpose purpose : Purpose.values()) {
      taken.put(purpose, new HashMap<>());
    }
  }

  /** Takes one, which is to be given back once. */
  synchronized void take(Principal principal, Purpose purpose) throws TooManyConnectionsException {
    Map<String, Integer> ofPurpose = taken.get(purpose);
    int own = ofPurpose.getOrDefault(principal.name(), 0);
    if (own >= most(purpose)) {
      throw new TooManyConnectionsException(
          purpose == Purpose.WAIT
              ? "As many of your calls run, wait or watch at once as may ("
                  + WAITING
                  + "). Let some of them end, or end what they run by execution_control; looking at"
                  + " executions and controlling them works meanwhile."
              : "As many of your calls look at executions at once as may ("
                  + LOOKING
                  + "). Try again at once.");
    }
    ofPurpose.put(principal.name(), own + 1);
  }

  synchronized void giveBack(Principal principal, Purpose purpose) {
    taken.get(purpose).computeIfPresent(principal.name(), (name, own) -> own == 1 ? null : own - 1);
  }

  private static int most(Purpose purpose) {
    return purpose == Purpose.WAIT ? WAITING : LOOKING;
  }
}
