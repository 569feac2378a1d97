package dev.ccexecutor.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** The web console in a browser, by what a person does and sees there. */
final class ConsolePage {

  private static final long PATIENCE_MILLIS = 60_000;

  private final Browser browser;
  private final URI server;

  private ConsolePage(Browser browser, URI server) {
    this.browser = browser;
    this.server = server;
  }

  /** Opens the page, whatever it then shows. */
  static ConsolePage open(Browser browser, URI server, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("url", page(server)));
    arguments.addAll(List.of(more));
    browser.call("open", arguments.toArray());
    return new ConsolePage(browser, server);
  }

  /** Opens the page and waits until it is connected. */
  static ConsolePage connect(Browser browser, URI server, Object... more) {
    ConsolePage page = open(browser, server, more);
    page.awaitConnected();
    return page;
  }

  private static String page(URI server) {
    return "http://" + server.getAuthority() + "/console";
  }

  void awaitConnected() {
    awaitText("#connection", "Connected");
  }

  /**
   * Starts a command by the form.
   *
   * @param id may be empty for one that the page makes up
   * @param streams none, pipe or pty
   */
  void start(String id, String command, String streams) {
    click("#new");
    fill("#start-command", command);
    fill("#start-id", id);
    browser.call("check", "selector", "input[name=streams][value=" + streams + "]");
    click("#start-form button[type=submit]");
    awaitText("#view-title", id);
    if (!id.isEmpty()) {
      awaitListed(id);
    }
  }

  /** Shows the output of one that is listed. */
  void choose(String id) {
    awaitListed(id);
    click("#rows button[title=\"" + id + "\"]");
    awaitText("#view-title", id);
  }

  /** Presses one of the buttons that act on what is shown. */
  void control(String button) {
    click("#controls button:has-text(\"" + button + "\")");
  }

  void awaitListed(String id) {
    until("document.querySelector('#rows button[title=\"" + id + "\"]')");
  }

  void awaitState(String state) {
    awaitText("#view-state", state);
  }

  /** Waits until the text of an element contains this one. */
  void awaitText(String selector, String part) {
    until("document.querySelector('" + selector + "').textContent.includes('" + part + "')");
  }

  /** Waits until the terminal shows it. */
  void awaitOutput(String part) {
    until("window.seen.terminals.length > 0 && window.seen.text().includes('" + part + "')");
  }

  void until(String expression) {
    browser.call("until", "expression", expression, "millis", PATIENCE_MILLIS);
  }

  JsonNode evaluate(String expression) {
    return browser.call("evaluate", "expression", expression);
  }

  /** All that the terminal has kept. */
  String output() {
    return evaluate("window.seen.text()").asString();
  }

  String text(String selector) {
    return evaluate("document.querySelector('" + selector + "').textContent").asString();
  }

  boolean isVisible(String selector) {
    return evaluate("document.querySelector('" + selector + "').checkVisibility()").asBoolean();
  }

  void click(String selector) {
    browser.call("click", "selector", selector);
  }

  void fill(String selector, String text) {
    browser.call("fill", "selector", selector, "text", text);
  }

  void type(String text) {
    browser.call("type", "text", text);
  }

  void press(String key) {
    browser.call("press", "key", key);
  }

  void resize(int width, int height) {
    browser.call("resize", "width", width, "height", height);
  }

  void reload() {
    browser.call("reload");
  }

  /** Ends the connection as a network does that fails. */
  void cutOff() {
    evaluate("void window.seen.sockets.at(-1).close()");
    until("document.querySelector('#connection').dataset.state !== 'open'");
  }

  void screenshot(Path file) {
    browser.call("screenshot", "path", file.toAbsolutePath().toString());
  }

  /**
   * Nothing went wrong in the page, nothing tried to get round its rules, and it asked nobody but
   * its server.
   *
   * @param expected parts of the complaints of the browser's own about answers that are no 200
   */
  void assertClean(String... expected) {
    JsonNode facts = browser.call("facts");
    assertThat(texts(facts.get("errors"))).as("errors of the scripts").isEmpty();
    assertThat(texts(facts.get("violations"))).as("violations of the policy").isEmpty();
    assertThat(texts(facts.get("console")))
        .as("complaints of the browser")
        .allMatch(line -> List.of(expected).stream().anyMatch(line::contains));
    String authority = server.getAuthority().toLowerCase(Locale.ROOT);
    assertThat(texts(facts.get("requests")))
        .as("requests")
        .isNotEmpty()
        .allMatch(url -> URI.create(url).getAuthority().equals(authority));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asString()));
    return texts;
  }
}
