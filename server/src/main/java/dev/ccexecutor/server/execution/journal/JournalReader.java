package dev.ccexecutor.server.execution.journal;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.server.posix.RegularFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/**
 * Reads what a dead instance has written. A line that is torn or not understood is left out, since
 * the others are as good without it.
 */
final class JournalReader {
  private static final Logger log = LoggerFactory.getLogger(JournalReader.class);
  private static final ObjectReader READER = Json.MAPPER.readerFor(JournalRecord.class);

  private final Map<String, Unended> unended = new LinkedHashMap<>();
  private final Set<String> markers = new HashSet<>();
  private JournalRecord.Instance instance;
  private int unreadableLines;

  private JournalReader() {}

  /**
   * What is known at the end of a journal.
   *
   * @param instance null if that line could not be read
   * @param unended what was said of each execution that has not ended
   * @param markers of all executions that any line is about
   */
  record Contents(
      JournalRecord.Instance instance, Collection<Unended> unended, Set<String> markers) {}

  static Contents read(Path path) throws IOException {
    JournalReader reader = new JournalReader();
    // Unlike Files.newBufferedReader, this goes on behind bytes that are no text.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(RegularFile.newInputStream(path), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.take(line);
      }
    }
    if (reader.unreadableLines > 0) {
      log.atWarn()
          .addKeyValue("journal", path)
          .addKeyValue("lines", reader.unreadableLines)
          .log("some lines of a journal can't be read");
    }
    reader.markers.addAll(reader.unended.keySet());
    return new Contents(reader.instance, reader.unended.values(), reader.markers);
  }

  private void take(String line) {
    JournalRecord record;
    try {
      record = READER.readValue(line);
    } catch (JacksonException e) {
      unreadableLines++; // They are told of together.
      return;
    }
    switch (record) {
      case JournalRecord.Instance first -> instance = first;
      case JournalRecord.Starting starting -> unended.put(starting.marker(), Unended.of(starting));
      case JournalRecord.Started started ->
          unended.compute(started.marker(), (marker, former) -> Unended.of(former, started));
      case JournalRecord.Ended ended -> {
        unended.remove(ended.marker());
        markers.add(ended.marker());
      }
      case null -> unreadableLines++;
    }
  }
}
