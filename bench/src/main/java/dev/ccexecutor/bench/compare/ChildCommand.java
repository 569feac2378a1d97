package dev.ccexecutor.bench.compare;

import java.util.List;

/** What the servers are asked to run. */
enum ChildCommand {
  /** Lines of two bytes: every second one is a newline, which JSON must escape. */
  YES("yes", "yes"),
  ASCII("ASCII", "yes " + "x".repeat(79)),
  /** Lines of 26 characters of three bytes and one newline; no character is escaped in JSON. */
  UTF_8("UTF-8", "yes 行列の稲妻が空を渡り雲間に消えて静かな夜の鐘が鳴る。"),
  TRUE("/bin/true", "/bin/true"),
  CAT("cat", "cat");

  private final String title;
  private final String words;

  ChildCommand(String title, String words) {
    this.title = title;
    this.words = words;
  }

  String title() {
    return title;
  }

  List<String> argv() {
    return List.of(words.split(" "));
  }
}
