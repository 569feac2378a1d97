package dev.ccexecutor.stress.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioReaderTest {

  private static final String BEGINNING =
      """
      category: own
      scenarios:
        - name: first
          about: It is the first.
      """;

  private static List<Scenario> read(Form form, String rest) throws ScenarioException {
    return new ScenarioReader("own.yaml", form).read(BEGINNING + rest.indent(4));
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadScenariosOfEveryCategoryWhenTheyComeWithTheSuite(Form form) throws Exception {
    Set<String> categories =
        ScenarioFiles.bundled(form).stream().map(Scenario::category).collect(Collectors.toSet());

    assertThat(categories).containsExactlyInAnyOrderElementsOf(Category.names());
  }

  @ParameterizedTest
  @CsvSource({"SHORT, 16777216, 3", "LONG, 1073741824, 30"})
  void shouldPutInTheSizesOfItsFormWhenRead(Form form, long bytes, int clients) throws Exception {
    Scenario scenario =
        read(
                form,
                """
                short: {bytes: 16MiB, clients: 3}
                long: {bytes: 1GiB, clients: 30}
                execute: {command: 'head -c {{bytes}} /dev/zero; echo {{marker}}', window: '{{bytes}}'}
                clients: "{{clients}}"
                """)
            .getFirst();

    assertThat(scenario.clientCount()).isEqualTo(clients);
    assertThat(scenario.execute().path("command").asString())
        .isEqualTo("head -c " + bytes + " /dev/zero; echo {{marker}}");
    assertThat(scenario.execute().path("window").asLong()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          execute: {command: x}\\nclient: 3              | scenarios[0].client: there is no such member
          execute: {command: x, outputs: text}           | scenarios[0].execute.outputs: there is no such member
          execute: {command: x}\\nexpect: {exit: 0}      | scenarios[0].expect.exit: there is no such member
          execute: {command: x}\\nexpect: {stdout: {line: 1}} | scenarios[0].expect.stdout.line: there is no such member
          execute: {command: x, argv: [y]}               | scenarios[0].execute.argv: must not be there beside command
          execute: {command: x}\\nclients: 0             | scenarios[0]: clients: must be greater than 0
          execute: {command: x}\\nclients: many          | scenarios[0].clients
          execute: {command: '{{bytes}}'}                | scenarios[0].{{bytes}}: there is no such size
          execute: {command: x}\\nshort: {a: 1}          | scenarios[0].long: must have the same names as short
          execute: {command: x}\\nshort: {a: 1KB}        | scenarios[0].short.a: must be a number
          execute: {command: x}\\nagent: {prompt: y}     | scenarios[0]: execute: just one of
          clients: 1                                     | scenarios[0]: execute: just one of
          execute: {command: x}\\ncategory: other        | scenarios[0].category: is the whole file's
          execute: {command: x}\\nfaults: [{type: vanish}] | faults.after_bytes: goes with
          execute: {command: x}\\nfaults: [{type: fire}] | scenarios[0].faults[0].type
          execute: {command: x}\\ncontrols: [{type: PAUSE}] | controls.after_seconds: is required
          execute: {command: x}\\ncontrols: [{type: PAUSE, after_seconds: 1, signal: INT}] | controls.signal: goes with SIGNAL
          execute: {command: x}\\nclients: 1\\nclients: 2 | Duplicate
          raw: [{send_text: x}]                          | raw: needs just one of expect_error
          execute: [                                     | own.yaml
          """)
  void shouldNameFileAndMemberWhenSomethingIsWrong(String rest, String problem) {
    assertThatThrownBy(() -> read(Form.SHORT, rest.replace("\\n", "\n")))
        .isInstanceOf(ScenarioException.class)
        .hasMessageStartingWith("own.yaml: ")
        .hasMessageContaining(problem);
  }

  @Test
  void shouldRefuseADirectoryWhenTwoScenariosHaveOneName(@TempDir Path directory) throws Exception {
    String text = BEGINNING + "    execute: {command: x}\n";
    Files.writeString(directory.resolve("a.yaml"), text);
    Files.writeString(directory.resolve("b.json"), text);

    assertThatThrownBy(() -> ScenarioFiles.in(directory, Form.SHORT))
        .isInstanceOf(ScenarioException.class)
        .hasMessage("two scenarios are called first");
  }

  @Test
  void shouldRefuseADirectoryWhenThereIsNoFileOfScenariosInIt(@TempDir Path directory) {
    assertThatThrownBy(() -> ScenarioFiles.in(directory, Form.SHORT))
        .isInstanceOf(ScenarioException.class)
        .hasMessageContaining("no file");
  }
}
