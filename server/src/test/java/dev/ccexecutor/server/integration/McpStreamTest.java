package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.McpConnection;
import dev.ccexecutor.server.testkit.RunningTestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of /mcp: what their end means, and how they go on. */
@Timeout(60)
class McpStreamTest {
  private static final McpFixture FIXTURE = new McpFixture();
  private static final int MANY_CALLS = 300;

  @RegisterExtension
  static final RunningTestServer SERVER =
      RunningTestServer.withSettings("ping-interval", "0.2").offering(FIXTURE.catalog());

  private final List<McpConnection> opened = new ArrayList<>();
  private McpConnection connection;

  @BeforeEach
  void connect() throws IOException {
    connection = open();
  }

  @AfterEach
  void disconnect() throws IOException {
    for (McpConnection each : opened) {
      each.close();
    }
    FIXTURE.began.drainPermits();
    FIXTURE.mayEnd.drainPermits();
    FIXTURE.cancelled.drainPermits();
  }

  private McpConnection open() throws IOException {
    McpConnection one = McpConnection.open(SERVER.port());
    opened.add(one);
    return one;
  }

  private static void await(Semaphore permits, int count) throws InterruptedException {
    assertThat(permits.tryAcquire(count, Deadline.DEFAULT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private static String text(McpConnection.Event event) {
    return event.message().at("/result/content/0/text").asString();
  }

  private static List<McpConnection.Event> rest(McpConnection connection) throws IOException {
    List<McpConnection.Event> all = new ArrayList<>();
    for (McpConnection.Event event = connection.readEvent();
        event != null;
        event = connection.readEvent()) {
      all.add(event);
    }
    return all;
  }

  /** Begins to wait in a session, and reads up to the first progress, whose event this is. */
  private McpConnection.Event hold(String session, String text) throws Exception {
    connection.post(
        McpRequest.legacyCall(0, "hold", "{\"text\":\"" + text + "\"}"),
        session,
        McpRequest.LEGACY);
    connection.readHead();
    McpConnection.Event priming = connection.readEvent();
    assertThat(priming.id()).isNotEmpty();
    assertThat(priming.data()).isEmpty();
    McpConnection.Event progress = connection.readEvent();
    assertThat(progress.message().at("/params/message").asString()).isEqualTo("began");
    await(FIXTURE.began, 1);
    return progress;
  }

  @Test
  void shouldCancelAModernCallWhenItsStreamIsClosed() throws Exception {
    connection.post(McpRequest.modernCall(0, "hold", "{}"), McpRequest.modernHeaders("hold"));
    connection.readHead();
    connection.readEvent();
    await(FIXTURE.began, 1);

    connection.close();

    await(FIXTURE.cancelled, 1);
  }

  @Test
  void shouldCancelAModernCallWhenItsConnectionEndsBeforeAnyAnswer() throws Exception {
    connection.post(McpRequest.modernCall(0, "hold", "{}"), McpRequest.modernHeaders("hold"));
    await(FIXTURE.began, 1);

    connection.close();

    await(FIXTURE.cancelled, 1);
  }

  @Test
  void shouldBringTheRestWhenALegacyClientComesBack() throws Exception {
    String session = McpRequest.session(connection);
    McpConnection.Event last = hold(session, "late");
    connection.close();
    McpConnection second = open();
    assertThat(second.get(session, "Last-Event-ID: " + last.id()).readHead().status())
        .isEqualTo(200);
    second.close();
    FIXTURE.mayEnd.release();

    McpConnection third = open();
    third.get(session, McpRequest.LEGACY, "Last-Event-ID: " + last.id()).readHead();
    List<McpConnection.Event> events = rest(third);

    assertThat(text(events.getLast())).isEqualTo("late");
    assertThat(events.getLast().message().get("id").asInt()).isZero();
    assertThat(events).hasSizeLessThanOrEqualTo(2);
    assertThat(FIXTURE.cancelled.tryAcquire()).isFalse();
    // As often as it likes.
    third.get(session, "Last-Event-ID: " + last.id()).readHead();
    assertThat(rest(third)).isEqualTo(events);
  }

  @Test
  void shouldGoOnElsewhereWhenAClientComesBackBeforeItsOldConnectionIsKnownToBeGone()
      throws Exception {
    String session = McpRequest.session(connection);
    McpConnection.Event last = hold(session, "moved");

    McpConnection second = open();
    second.get(session, "Last-Event-ID: " + last.id()).readHead();
    FIXTURE.mayEnd.release();

    assertThat(text(rest(second).getLast())).isEqualTo("moved");
    assertThat(connection.hasEnded()).isTrue();
  }

  @Test
  void shouldTellAnIdWhenACallIsSilentForLong() throws Exception {
    String session = McpRequest.session(connection);
    connection.post(
        McpRequest.legacy(4, "tools/call", "{\"name\":\"hold\",\"arguments\":{\"text\":\"a\"}}"),
        session,
        McpRequest.LEGACY);
    connection.readHead();
    McpConnection.Event priming = connection.readEvent();
    connection.close();
    FIXTURE.mayEnd.release();

    McpConnection second = open();
    second.get(session, "Last-Event-ID: " + priming.id()).readHead();

    assertThat(text(rest(second).getLast())).isEqualTo("a");
  }

  @Test
  void shouldSendNothingThatAnOlderClientDoesNotKnowWhenAStreamBegins() throws Exception {
    String session = McpRequest.session(connection);
    connection.post(
        McpRequest.legacyCall(4, "tell", "{\"count\":1}"),
        session,
        "MCP-Protocol-Version: 2025-06-18");
    connection.readHead();

    List<McpConnection.Event> events = rest(connection);

    assertThat(events).hasSize(2).noneMatch(event -> event.data().isEmpty());
  }

  @Test
  void shouldSayThatEventsHaveGoneWhenThereIsNoRoomForThem() throws Exception {
    String session = McpRequest.session(connection);
    McpConnection.Event small = stream(session, "tell", "{\"count\":3}").getFirst();
    List<McpConnection.Event> firstOfLarge = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      firstOfLarge.add(stream(session, "big", "{\"bytes\":500000}").get(1));
    }

    connection.get(session, "Last-Event-ID: " + firstOfLarge.getFirst().id());
    assertThat(connection.readAnswer().status()).isEqualTo(410);
    connection.get(session, "Last-Event-ID: " + firstOfLarge.getLast().id()).readHead();
    assertThat(text(rest(connection).getLast())).hasSize(500_000);
    connection.get(session, "Last-Event-ID: " + small.id()).readHead();
    assertThat(rest(connection)).hasSize(4);
  }

  private List<McpConnection.Event> stream(String session, String tool, String arguments)
      throws IOException {
    connection.post(McpRequest.legacyCall(1, tool, arguments), session, McpRequest.LEGACY);
    connection.readHead();
    return rest(connection);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99-0", "1-99", "1", "-1", "1-", "1--1", "x-y", "", "1-1-1"})
  void shouldSayThatThereIsNoSuchEventWhenAnIdIsMadeUp(String id) throws Exception {
    String session = McpRequest.session(connection);

    connection.get(session, "Last-Event-ID: " + id);

    assertThat(connection.readAnswer().status()).isEqualTo(410);
  }

  @Test
  void shouldEndTheStreamWithoutAnAnswerWhenALegacyCallIsCancelled() throws Exception {
    String session = McpRequest.session(connection);
    McpConnection.Event last = hold(session, "never");

    McpConnection other = open();
    other.post(
        McpRequest.notification("notifications/cancelled", "{\"requestId\":0}"),
        session,
        McpRequest.LEGACY);

    assertThat(other.readAnswer().status()).isEqualTo(202);
    await(FIXTURE.cancelled, 1);
    assertThat(rest(connection)).isEmpty();
    other.get(session, "Last-Event-ID: " + last.id());
    assertThat(other.readAnswer().status()).isEqualTo(410);
  }

  @Test
  void shouldCancelWhatRunsWhenASessionIsDeleted() throws Exception {
    String session = McpRequest.session(connection);
    hold(session, "never");

    assertThat(open().send("DELETE", null, session).readAnswer().status()).isEqualTo(204);

    await(FIXTURE.cancelled, 1);
    assertThat(rest(connection)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldCommentOnTheSilenceWhenACallTakesLong(boolean modern) throws Exception {
    if (modern) {
      connection.post(McpRequest.modernCall(0, "hold", "{}"), McpRequest.modernHeaders("hold"));
      connection.readHead();
    } else {
      hold(McpRequest.session(connection), "");
    }

    String line = connection.readLine();
    while (!line.startsWith(":")) {
      line = connection.readLine();
    }

    assertThat(line).isEqualTo(": still here");
    FIXTURE.mayEnd.release();
    assertThat(rest(connection).getLast().message().has("result")).isTrue();
  }

  @Test
  void shouldHearWhatBelongsToNoRequestWhenAStreamIsOpen() throws Exception {
    String session = McpRequest.session(connection);
    McpConnection listener = open();
    assertThat(listener.get(session, McpRequest.LEGACY).readHead().status()).isEqualTo(200);

    change(session);

    McpConnection.Event event = listener.readEvent();
    assertThat(event.message().get("method").asString())
        .isEqualTo("notifications/tools/list_changed");
    listener.close();
    change(session);
    McpConnection again = open();
    again.get(session, "Last-Event-ID: " + event.id()).readHead();
    McpConnection.Event missed = again.readEvent();
    assertThat(missed.message()).isEqualTo(event.message());
    assertThat(missed.id()).isNotEqualTo(event.id());
  }

  private void change(String session) throws IOException {
    connection.post(McpRequest.legacyCall(9, "change", "{}"), session, McpRequest.LEGACY);
    assertThat(connection.readAnswer().status()).isEqualTo(200);
  }

  @Test
  void shouldSpeakOnOneStreamOnlyWhenASessionListensTwice() throws Exception {
    String session = McpRequest.session(connection);
    McpConnection first = open();
    first.get(session, McpRequest.LEGACY).readHead();
    McpConnection second = open();
    second.get(session, McpRequest.LEGACY).readHead();

    change(session);

    assertThat(second.readEvent().message().get("method").asString()).contains("list_changed");
    assertThat(first.hasEnded()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepLittleWhenAClientDoesNotRead(boolean modern) throws Exception {
    String session = modern ? null : McpRequest.session(connection);
    long before = FIXTURE.offered.get();
    if (modern) {
      connection.post(McpRequest.modernCall(0, "flood", "{}"), McpRequest.modernHeaders("flood"));
    } else {
      connection.post(McpRequest.legacyCall(0, "flood", "{}"), session, McpRequest.LEGACY);
    }
    await(FIXTURE.began, 1);
    Deadline.await("gigabytes that nobody reads")
        .until(() -> FIXTURE.offered.get() - before > 50_000);
    FIXTURE.mayEnd.release();

    connection.readHead();
    List<McpConnection.Event> events = rest(connection);

    assertThat(text(events.getLast())).isEqualTo("flooded");
    assertThat(events.size() * (long) McpFixture.FLOOD_BYTES).isLessThan(16 * 1024 * 1024);
    connection.post(McpRequest.modernCall(0, "echo", "{}"), McpRequest.modernHeaders("echo"));
    assertThat(connection.readAnswer().status()).isEqualTo(200);
  }

  @Test
  void shouldTakeManyCallsWhenTheyComeAtOnce() throws Exception {
    List<McpConnection> all = new ArrayList<>();
    for (int i = 0; i < MANY_CALLS; i++) {
      McpConnection one = open();
      one.post(
          McpRequest.modernCall(i, "hold", "{\"text\":\"" + i + "\"}"),
          McpRequest.modernHeaders("hold"));
      all.add(one);
    }
    await(FIXTURE.began, MANY_CALLS);
    FIXTURE.mayEnd.release(MANY_CALLS);

    for (int i = 0; i < MANY_CALLS; i++) {
      all.get(i).readHead();
      McpConnection.Event answer = rest(all.get(i)).getLast();
      assertThat(answer.message().get("id").asInt()).isEqualTo(i);
      assertThat(text(answer)).isEqualTo(Integer.toString(i));
    }
    assertThat(FIXTURE.mostAtOnce.get()).isGreaterThanOrEqualTo(MANY_CALLS);
  }
}
