package dev.ccexecutor.server.mcp.engine;

import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.feature.TaskSupport;
import dev.ccexecutor.server.mcp.feature.Tool;
import dev.ccexecutor.server.mcp.fixture.ConformanceCatalog;
import dev.ccexecutor.server.mcp.fixture.FixtureTool;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Engines for tests. */
final class TestEngine {
  static final ServerIdentity IDENTITY = new ServerIdentity("test", "Test", "0");

  /** Small ones, which tests can reach. */
  static final EngineLimits SMALL =
      new EngineLimits(
          8, 12, 16, 4, 64 << 10, 4, 100 << 10, 60_000, 600_000, 60_000, 60_000, 5_000);

  private TestEngine() {}

  static McpEngine conformance() {
    return new McpEngine(ConformanceCatalog.create(), IDENTITY);
  }

  static McpEngine of(Tool... tools) {
    return of(SMALL, tools);
  }

  static McpEngine of(EngineLimits limits, Tool... tools) {
    return new McpEngine(catalog(tools), IDENTITY, limits);
  }

  static Catalog catalog(Tool... tools) {
    return new Catalog("", List.of(tools), Optional.empty(), List.of());
  }

  static Tool tool(String name, TaskSupport tasks, FixtureTool.Body body) {
    return FixtureTool.of(name, "{\"type\":\"object\"}", tasks, body);
  }

  static String call(String tool) {
    return "{\"name\":\"" + tool + "\",\"arguments\":{}}";
  }

  /** A clock that stands until it is moved. */
  static final class StandingClock implements InstantSource {
    private final AtomicReference<Instant> now =
        new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));

    @Override
    public Instant instant() {
      return now.get();
    }

    void forward(long millis) {
      now.updateAndGet(then -> then.plusMillis(millis));
    }
  }
}
