package dev.ccexecutor.stress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

  @Test
  void shouldSayFirstWhatFailedWhenSomethingDid() {
    String text = MarkdownReport.of(RunFixture.mixed(), Map.of());

    assertThat(text)
        .contains("**FAILED.** Of 3 scenarios 1 passed, 1 failed and 1 were skipped, in 6.00 s.")
        .contains("- **yes**: a check did not hold\n")
        .contains("| yes | checksum | crc32c 00000001 | crc32c ffffffff |");
    assertThat(text.indexOf("## What failed")).isLessThan(text.indexOf("## Figures"));
  }

  @Test
  void shouldHaveATableForEachCategoryWhenThereAreSeveral() {
    List<String> lines = MarkdownReport.of(RunFixture.mixed(), Map.of()).lines().toList();

    assertThat(lines)
        .containsSubsequence(
            "## Category simple",
            "| 1 | echo | passed | 1.50 s | 10 | 2.0 KiB | 1 of 1 |"
                + " 1.50 ms / 2.50 ms / 3.50 ms |  |  |",
            "|  | claude | skipped | 0.00 s | 0 | 0 B | 0 of 0 |  |  | there is no claude |",
            "## Category flood",
            "| 2 | yes | FAILED | 3.00 s | 8 | 1.0 MiB | 1 of 2 |"
                + " 4.00 ms / 5.00 ms / 6.00 ms | 7.00 ms / 8.00 ms / 9.00 ms |"
                + " a check did not hold |");
  }

  @Test
  void shouldTellTheFirstTheLastAndTheHighestThatIsKnownWhenThereAreSamples() {
    String text = MarkdownReport.of(RunFixture.mixed(), Map.of());

    assertThat(text)
        .contains("| resident memory | 100.0 MiB | 120.0 MiB | 120.0 MiB |")
        .contains("| descriptors | 50 | 60 | 60 |")
        .contains("| ping |  |  | 13 ms |")
        .contains("| samples |  |  | 3, 1 without a ping |");
  }

  @Test
  void shouldSayThatNothingIsKnownWhenThereAreNoSamples() {
    assertThat(MarkdownReport.of(RunFixture.empty(), Map.of()))
        .contains("**Nothing was run.**")
        .contains("| resident memory | – | – | – |")
        .contains("| throughput |  |  | – |");
  }

  @Test
  void shouldKeepItsTablesWholeWhenNamesAreHostile() {
    List<String> lines = MarkdownReport.of(RunFixture.hostile(), Map.of()).lines().toList();

    assertThat(lines).filteredOn(line -> line.contains("onclick")).isNotEmpty();
    for (String line : lines) {
      assertThat(line).doesNotContain("<b").doesNotContain("\u001b").doesNotContain("\u0000");
      if (line.startsWith("|") && line.contains("onclick")) {
        assertThat(cellsOf(line)).isIn(4, 5, 10);
      }
    }
    assertThat(lines).noneMatch(line -> line.startsWith("# \ud83d"));
  }

  @Test
  void shouldMeanNothingInMarkdownWhenATextIsInACell() {
    assertThat(MarkdownTable.cell("a|b*c_d_ _e_ [f](g) `h` <i> &amp; ~j~ \\"))
        .isEqualTo("a\\|b\\*c_d\\_ \\_e\\_ \\[f\\](g) \\`h\\` &lt;i&gt; &amp;amp; \\~j\\~ \\\\");
    assertThat(MarkdownTable.cell("one\ntwo")).isEqualTo("one\\\\ntwo");
    assertThat(MarkdownTable.cell("x".repeat(1000))).hasSize(300).endsWith("…");
  }

  /** By the bars that are no text. */
  private static int cellsOf(String line) {
    return line.replace("\\\\", "").replace("\\|", "").split("\\|", -1).length - 2;
  }
}
