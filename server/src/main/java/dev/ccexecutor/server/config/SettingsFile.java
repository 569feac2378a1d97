package dev.ccexecutor.server.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A properties file in UTF-8 whose keys are the names of settings. */
final class SettingsFile {
  private SettingsFile() {}

  /**
   * Reads the file whole.
   *
   * @throws ConfigurationException if it cannot be read
   */
  static SettingSource read(String fileName) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(fileName))) {
      properties.load(reader);
    } catch (NoSuchFileException missing) {
      throw unreadable(fileName, "does not exist");
    } catch (IOException | IllegalArgumentException failure) {
      throw unreadable(fileName, "cannot be read: " + failure);
    }
    Map<String, String> texts =
        properties.stringPropertyNames().stream()
            .collect(Collectors.toMap(key -> key, key -> properties.getProperty(key).strip()));
    return new SettingSource(title(fileName), Setting::name, texts);
  }

  private static ConfigurationException unreadable(String fileName, String reason) {
    return new ConfigurationException(List.of(title(fileName) + ": " + reason));
  }

  private static String title(String fileName) {
    return "file " + fileName;
  }
}
