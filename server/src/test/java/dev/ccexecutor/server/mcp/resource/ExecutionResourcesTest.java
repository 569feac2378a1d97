package dev.ccexecutor.server.mcp.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.mcp.feature.Resources;
import dev.ccexecutor.server.mcp.message.McpException;
import dev.ccexecutor.server.mcp.tool.RecordedCall;
import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Executions as a model reads them, on a real server. */
@Timeout(60)
class ExecutionResourcesTest {
  @RegisterExtension static final RunningTestServer server = RunningTestServer.withSettings();

  private final Resources resources = new ExecutionResources();
  private final RecordedCall call = RecordedCall.on(server.port());

  @AfterEach
  void shouldLeaveNoConnection() {
    call.awaitClosed();
  }

  private RemoteCommand run(String command) throws Exception {
    return server.connect().run(Map.of("command", command, "spool", "all", "output", "none"));
  }

  private JsonNode read(String uri) throws Exception {
    JsonNode contents = resources.read(uri, call).orElseThrow();
    assertThat(contents).hasSize(1);
    assertThat(contents.at("/0/uri").asString()).isEqualTo(uri);
    return contents.get(0);
  }

  @Test
  void shouldListThreeOfEachInPagesWhenThereAreMany() throws Exception {
    String last = "";
    for (int i = 0; i < 60; i++) {
      last = run("true").id();
    }

    List<String> uris = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    int pages = 0;
    do {
      Resources.Page page = resources.list(call.caller(), cursor);
      page.resources().forEach(resource -> uris.add(resource.get("uri").asString()));
      cursor = page.nextCursor();
      pages++;
    } while (cursor.isPresent());

    assertThat(pages).isGreaterThan(1);
    assertThat(uris)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(180)
        .startsWith(
            "exec://" + last + "/stdout",
            "exec://" + last + "/stderr",
            "exec://" + last + "/status");
    assertThatThrownBy(() -> resources.list(call.caller(), Optional.of("?")))
        .isInstanceOf(McpException.class);
    assertThat(resources.list(call.caller(), Optional.of("1.gone")).resources()).isEmpty();
  }

  @Test
  void shouldGiveTheTextWhenItIsRead() throws Exception {
    String id = run("echo 'some €'; echo more >&2").id();

    JsonNode stdout = read("exec://" + id + "/stdout");
    assertThat(stdout.get("text").asString()).isEqualTo("some €\n");
    assertThat(stdout.get("mimeType").asString()).isEqualTo("text/plain");
    assertThat(stdout.at("/_meta/dev.ccexecutor~1end_of_stream").asBoolean()).isTrue();
    assertThat(read("exec://" + id + "/stderr").get("text").asString()).isEqualTo("more\n");
    assertThat(read("exec://" + id + "/stdout?offset=2&limit=3").get("text").asString())
        .isEqualTo("me ");
    assertThat(read("exec://" + id + "/stdout?limit=1").get("text").asString()).isEqualTo("\n");
    JsonNode status = Json.MAPPER.readTree(read("exec://" + id + "/status").get("text").asString());
    assertThat(status.at("/exit/exit_code").asInt()).isZero();
  }

  @Test
  void shouldGiveBytesWhenItIsNoText() throws Exception {
    String id = run("printf '\\377\\000'").id();

    JsonNode contents = read("exec://" + id + "/stdout");

    assertThat(contents.has("text")).isFalse();
    assertThat(Base64.getDecoder().decode(contents.get("blob").asString()))
        .containsExactly(0xFF, 0);
    String zeros = run("head -c 2000000 /dev/zero").id();
    assertThat(read("exec://" + zeros + "/stdout").get("blob").asString()).hasSize(1_398_104);
  }

  @Test
  void shouldGiveTheEndWhenItIsLong() throws Exception {
    String id = run("seq 1 400000").id();

    JsonNode contents = read("exec://" + id + "/stdout");

    assertThat(contents.get("text").asString()).hasSize(1 << 20).endsWith("\n399999\n400000\n");
    assertThat(contents.at("/_meta/dev.ccexecutor~1offset").asLong())
        .isEqualTo(2_688_895 - (1 << 20));
    assertThat(read("exec://" + id + "/stdout?offset=0&limit=4").get("text").asString())
        .isEqualTo("1\n2\n");
  }

  @Test
  void shouldFindNothingWhenThereIsNoSuchResource() throws Exception {
    assertThat(resources.read("exec://nobody/stdout", call)).isEmpty();
    assertThat(resources.read("exec://nobody/stdin", call)).isEmpty();
    assertThat(resources.read("file:///etc/passwd", call)).isEmpty();
    assertThat(resources.read("exec://a/stdout?offset=-1", call)).isEmpty();
    assertThat(resources.watch("exec://nobody/stdout", call.caller(), () -> {})).isEmpty();
    String id = run("true").id();
    assertThatThrownBy(() -> resources.read("exec://" + id + "/stdout?offset=99", call))
        .isInstanceOf(McpException.class)
        .hasMessageContaining("ends at 0");
  }

  @Test
  void shouldTellOfWhatIsNewWhenItIsWatched() throws Exception {
    RemoteCommand cat =
        server.connect().execute(Map.of("command", "cat", "stdin", "pipe", "spool", "all"));
    AtomicInteger updates = new AtomicInteger();
    AtomicInteger statusUpdates = new AtomicInteger();
    Resources.Watch watch =
        resources
            .watch("exec://" + cat.id() + "/stdout", call.caller(), updates::incrementAndGet)
            .orElseThrow();
    Resources.Watch ofStatus =
        resources
            .watch("exec://" + cat.id() + "/status", call.caller(), statusUpdates::incrementAndGet)
            .orElseThrow();
    assertThat(updates).hasValue(0);

    write(cat, "x\n");
    Deadline.await("the first update").until(() -> updates.get() == 1);
    assertThat(statusUpdates).hasValue(0);
    write(cat, "y\n");
    Deadline.await("the second update").until(() -> updates.get() == 2);
    cat.control("KILL");
    Deadline.await("the update of the end").until(() -> updates.get() == 3);
    Deadline.await("the status").until(() -> statusUpdates.get() > 0);

    watch.close();
    ofStatus.close();
    assertThat(call.awaitClosed()).isEqualTo(2);
  }

  @Test
  void shouldTellOfNothingMoreWhenTheWatchIsClosed() throws Exception {
    RemoteCommand yes =
        server
            .connect()
            .execute(Map.of("command", "exec yes", "output", "none", "when_full", "drop_oldest"));
    AtomicInteger updates = new AtomicInteger();
    Resources.Watch watch =
        resources
            .watch("exec://" + yes.id() + "/stdout", call.caller(), updates::incrementAndGet)
            .orElseThrow();
    Deadline.await("updates").until(() -> updates.get() >= 2);

    watch.close();

    assertThat(call.awaitClosed()).isEqualTo(1);
    yes.control("KILL");
    yes.awaitCompleted();
  }

  @Test
  void shouldOfferTheIdsThatThereAreWhenOneIsBegun() throws Exception {
    String id = run("true").id();

    String template = resources.templates().getFirst().get("uriTemplate").asString();
    assertThat(template).isEqualTo("exec://{execution_id}/stdout{?offset,limit}");
    assertThat(resources.complete(template, "execution_id", id.substring(0, 6), call.caller()))
        .contains(id);
    assertThat(resources.complete(template, "execution_id", "none-such", call.caller())).isEmpty();
    assertThat(resources.complete(template, "offset", "1", call.caller())).isEmpty();
  }

  private static void write(RemoteCommand cat, String text) throws Exception {
    server.connect().call("stdin.write", Map.of("execution_id", cat.id(), "data", text));
  }
}
