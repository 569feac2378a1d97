package dev.ccexecutor.server.transport.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.JsonRpcMessage;
import dev.ccexecutor.server.mcp.engine.McpEngine;
import dev.ccexecutor.server.mcp.engine.ServerIdentity;
import dev.ccexecutor.server.mcp.feature.Caller;
import dev.ccexecutor.server.mcp.feature.Catalog;
import dev.ccexecutor.server.mcp.message.Era;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

class McpSessionsTest {
  private static final Caller RED = caller("red");
  private static final Caller BLUE = caller("blue");

  private final McpEngine engine =
      new McpEngine(
          new Catalog("", List.of(), Optional.empty(), List.of()),
          new ServerIdentity("test", "Test", "1"));
  private long nanos;
  private final McpSessions sessions =
      new McpSessions(engine, new McpSessions.Bounds(3, 2, 1_000_000), () -> nanos);

  private static Caller caller(String name) {
    return new Caller(
        name, purpose -> CompletableFuture.failedFuture(new UnsupportedOperationException()));
  }

  private McpSession open(Caller caller) {
    nanos++;
    return sessions.open(caller).orElseThrow();
  }

  private boolean isThere(McpSession session) {
    return sessions.find(session.id(), session.principal()).isPresent();
  }

  /** Has it do something that does not end. */
  private static void keepBusy(McpSession session) {
    PostExchange silent =
        new PostExchange(new EventStream(null, false, Map.of(), null), Era.LEGACY, over -> {});
    session.receive(
        new JsonRpcMessage.Request(JsonNodeFactory.instance.numberNode(1), "ping", null), silent);
  }

  @Test
  void shouldMakeRoomByTheOneLeftAloneForLongestWhenAPrincipalHasTooMany() {
    McpSession blue = open(BLUE);
    McpSession first = open(RED);
    McpSession second = open(RED);
    nanos++;
    first.used();

    McpSession third = open(RED);

    assertThat(isThere(second)).isFalse();
    assertThat(isThere(first)).isTrue();
    assertThat(isThere(third)).isTrue();
    assertThat(isThere(blue)).isTrue();
    assertThat(sessions.count()).isEqualTo(3);
  }

  @Test
  void shouldRefuseWhenAllAreInUse() {
    keepBusy(open(RED));
    keepBusy(open(RED));

    assertThat(sessions.open(RED)).isEmpty();
    assertThat(sessions.open(BLUE)).isPresent();
  }

  @Test
  void shouldEndAnIdleOneAndNoOtherWhenItsTimeIsOver() {
    McpSession idle = open(RED);
    McpSession busy = open(RED);
    keepBusy(busy);
    nanos += McpSessions.IDLE_NANOS / 2;
    McpSession young = open(BLUE);
    nanos += McpSessions.IDLE_NANOS / 2;

    sessions.endIdle();

    assertThat(isThere(idle)).isFalse();
    assertThat(isThere(busy)).isTrue();
    assertThat(isThere(young)).isTrue();
  }

  @Test
  void shouldFindNoneWhenItIsSomebodyElses() {
    McpSession red = open(RED);

    assertThat(sessions.find(red.id(), "blue")).isEmpty();
    assertThat(sessions.find("no-such", "red")).isEmpty();
  }

  @Test
  void shouldEndThoseOfAPrincipalWhenItIsKnownNoMore() {
    McpSession red = open(RED);
    McpSession blue = open(BLUE);

    sessions.endUnless("blue"::equals);

    assertThat(isThere(red)).isFalse();
    assertThat(isThere(blue)).isTrue();
  }
}
