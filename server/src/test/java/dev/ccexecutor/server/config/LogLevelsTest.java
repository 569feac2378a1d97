package dev.ccexecutor.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class LogLevelsTest {
  private static final String SERVER = "dev.ccexecutor.server";

  @Test
  void shouldReadOneForAllAndOthersForParts() throws InvalidValueException {
    LogLevels levels =
        LogLevels.parse("INFO, transport=debug,execution.output.PipeReader=trace,io.netty=warn");

    assertThat(levels.standard()).isEqualTo(Level.INFO);
    assertThat(levels.byLogger())
        .isEqualTo(
            Map.of(
                SERVER + ".transport",
                Level.DEBUG,
                SERVER + ".execution.output.PipeReader",
                Level.TRACE,
                "io.netty",
                Level.WARN));
    assertThat(levels)
        .hasToString("info,execution.output.PipeReader=trace,transport=debug,io.netty=warn");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          loud | none of error
          info,transport=loud | none of error
          info,warn | two levels for the whole server
          info,transport=debug,transport=info | two levels for transport
          transport=debug | no level for the whole server
          info,transprot=debug | names no part of this server
          info,=debug | is no level, or PART=LEVEL
          info,a b=debug | is no level, or PART=LEVEL
          """)
  void shouldSayWhatIsWrongWhenTextNamesNoLevels(String text, String reason) {
    assertThatThrownBy(() -> LogLevels.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldKnowAllPartsOfTheServer() {
    JavaPackage server =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(SERVER)
            .getPackage(SERVER);

    assertThat(server.getSubpackages())
        .extracting(JavaPackage::getRelativeName)
        .containsExactlyInAnyOrderElementsOf(LogLevels.PARTS);
  }
}
