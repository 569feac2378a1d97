package dev.ccexecutor.stress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StressReportTest {
  private static final String[] FILES = {
    "files.svg",
    "junit.xml",
    "latency.svg",
    "memory.svg",
    "report.json",
    "report.md",
    "throughput.svg"
  };

  @TempDir Path directory;

  @Test
  void shouldWriteAllItsFilesAndNothingElseWhenTheDirectoryIsMissing() throws Exception {
    Path target = directory.resolve("a/b");

    StressReport.write(RunFixture.mixed(), target);

    assertThat(names(target)).containsExactly(FILES);
  }

  @Test
  void shouldShowAllPicturesThatAreThereWhenItIsRead() throws Exception {
    StressReport.write(RunFixture.mixed(), directory);

    String text = Files.readString(directory.resolve("report.md"));
    for (String name : names(directory)) {
      if (name.endsWith(".svg")) {
        assertThat(text).contains("](" + name + ")");
      }
    }
  }

  @Test
  void shouldReplaceAnOlderReportWhenThereIsOne() throws Exception {
    StressReport.write(RunFixture.mixed(), directory);
    StressReport.write(RunFixture.empty(), directory);

    assertThat(Files.readString(directory.resolve("report.md"))).contains("Nothing was run");
    assertThat(names(directory)).containsExactly(FILES);
  }

  @Test
  void shouldSayWhatIsInItsWayWhenTheDirectoryIsAFile() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatThrownBy(() -> StressReport.write(RunFixture.mixed(), file))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot make the directory of the report, " + file + ": there is a file of that name");
  }

  @Test
  void shouldSayWhichFileCannotBeWrittenWhenADirectoryHasItsName() throws Exception {
    Files.createDirectories(directory.resolve("report.json/full"));

    assertThatThrownBy(() -> StressReport.write(RunFixture.mixed(), directory))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "cannot write the report's file " + directory.resolve("report.json") + ": ");
    assertThat(names(directory)).noneMatch(name -> name.endsWith(".draft"));
  }

  @Test
  void shouldSayWhyWhenNothingCanBeWrittenThere() {
    // Not even root can make anything in proc(5).
    Path nowhere = Path.of("/proc/self/report");

    assertThatThrownBy(() -> StressReport.write(RunFixture.mixed(), nowhere))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot make the directory of the report, " + nowhere + ": there is no such directory");
  }

  private static List<String> names(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
