package dev.ccexecutor.server.testkit;

/** The two outputs, by their names in messages and their numbers in data frames. */
public enum StreamName {
  STDOUT("stdout", 1),
  STDERR("stderr", 2);

  private final String wireName;
  private final int number;

  StreamName(String wireName, int number) {
    this.wireName = wireName;
    this.number = number;
  }

  public String wireName() {
    return wireName;
  }

  public int number() {
    return number;
  }
}
