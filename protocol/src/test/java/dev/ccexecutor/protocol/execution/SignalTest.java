package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class SignalTest {

  @ParameterizedTest
  @CsvSource({
    "HUP,1",
    "INT,2",
    "QUIT,3",
    "ILL,4",
    "TRAP,5",
    "ABRT,6",
    "BUS,7",
    "FPE,8",
    "KILL,9",
    "USR1,10",
    "SEGV,11",
    "USR2,12",
    "PIPE,13",
    "ALRM,14",
    "TERM,15",
    "STKFLT,16",
    "CHLD,17",
    "CONT,18",
    "STOP,19",
    "TSTP,20",
    "TTIN,21",
    "TTOU,22",
    "URG,23",
    "XCPU,24",
    "XFSZ,25",
    "VTALRM,26",
    "PROF,27",
    "WINCH,28",
    "IO,29",
    "PWR,30",
    "SYS,31",
    "RTMIN,34",
    "RTMIN+1,35",
    "RTMIN+15,49",
    "RTMAX-14,50",
    "RTMAX-1,63",
    "RTMAX,64"
  })
  void shouldKnowLinuxSignalsByNameAndNumber(String name, int number) {
    assertThat(Signal.numberOf(name)).hasValue(number);
    assertThat(Signal.numberOf("SIG" + name)).hasValue(number);
    assertThat(Signal.nameOf(number)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"IOT,6", "CLD,17", "POLL,29", "RTMIN+30,64", "RTMAX-30,34", "RTMIN+0,34"})
  void shouldKnowOtherNamesOfTheSame(String name, int number) {
    assertThat(Signal.numberOf(name)).hasValue(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SIG",
        "int",
        "Int",
        "SIGSIGINT",
        "2",
        "FOO",
        " INT",
        "RTMIN+31",
        "RTMAX-31",
        "RTMIN-1",
        "RTMAX+1",
        "RTMIN+",
        "RTMIN+999999999999",
        "RTMIN++1",
        "EXIT"
      })
  void shouldNotKnowWhatIsNoSignal(String name) {
    assertThat(Signal.numberOf(name)).isEmpty();
  }

  @Test
  void shouldFindEveryNamedNumberByItsNameAgain() {
    IntStream.rangeClosed(1, 64)
        .filter(number -> number != 32 && number != 33)
        .forEach(
            number ->
                assertThat(Signal.numberOf(Signal.nameOf(number)))
                    .isEqualTo(OptionalInt.of(number)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 32, 33, 65})
  void shouldGiveTheNumberWhereThereIsNoName(int number) {
    assertThat(Signal.nameOf(number)).isEqualTo(Integer.toString(number));
  }

  @ParameterizedTest
  @CsvSource({"2,130", "9,137", "15,143", "64,192"})
  void shouldGiveTheExitCodeThatAShellHas(int number, int exitCode) {
    assertThat(Signal.exitCodeOf(number)).isEqualTo(exitCode);
  }
}
