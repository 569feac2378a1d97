package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.protocol.jsonrpc.ErrorKind;
import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class ExecuteParamsTest {

  @Test
  void shouldTakeEveryParameterOfTheContract() throws JsonRpcException {
    ExecuteParams params =
        bind(
            "{'command':'ls','execution_id':'a.B_9-','cwd':'/tmp','env':{'A':'x','B':null},"
                + "'stdin':'pipe','pty':{'cols':80,'rows':24},'merge_stderr':true,'timeout':1.5,"
                + "'idle_timeout':2,'grace':0,'output':'binary','window':4096,'replay':0,"
                + "'spool':'overflow','when_full':'drop_oldest','on_disconnect':'detach',"
                + "'detach_ttl':30,'leftovers':'keep','drain_timeout':0.25,'progress':10,"
                + "'limits':{'cpu_s':1,'address_space_bytes':1048576,'open_files':16,'processes':4,"
                + "'nice':-20,'oom_score_adj':1000},"
                + "'labels':{'a':'b'}}");

    assertThat(params)
        .isEqualTo(
            new ExecuteParams(
                "ls",
                null,
                "a.B_9-",
                "/tmp",
                params.env(),
                StdinMode.PIPE,
                new TerminalSize(80, 24),
                true,
                1.5,
                2.0,
                0.0,
                OutputForm.BINARY,
                4096L,
                0L,
                SpoolMode.OVERFLOW,
                WhenFull.DROP_OLDEST,
                OnDisconnect.DETACH,
                30.0,
                Leftovers.KEEP,
                0.25,
                10.0,
                new RequestedLimits(1L, 1_048_576L, 16L, 4L, -20, 1000),
                Map.of("a", "b")));
    assertThat(params.env()).containsEntry("A", "x").containsEntry("B", null).hasSize(2);
  }

  @Test
  void shouldTakeAProgramAndItsArguments() throws JsonRpcException {
    assertThat(bind("{'argv':['/bin/echo','','a b']}").argv())
        .containsExactly("/bin/echo", "", "a b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                             | command",
        "{'command':null}                               | command",
        "{'command':''}                                 | command",
        "{'command':'a\\u0000b'}                        | command",
        "{'command':'\\ud800'}                          | command",
        "{'command':'ls','argv':['ls']}                 | argv",
        "{'argv':[]}                                    | argv",
        "{'argv':['']}                                  | argv[0]",
        "{'argv':['ls',null]}                           | argv[1]",
        "{'argv':['ls','\\u0000']}                      | argv[1]",
        "{'argv':['ls','\\udc00x']}                     | argv[1]",
        "{'command':'ls','cwd':''}                      | cwd",
        "{'command':'ls','cwd':'/\\u0000'}              | cwd",
        "{'command':'ls','execution_id':''}             | execution_id",
        "{'command':'ls','execution_id':'a b'}          | execution_id",
        "{'command':'ls','execution_id':'a/b'}          | execution_id",
        "{'command':'ls','execution_id':'é'}            | execution_id",
        "{'command':'ls','execution_id':'a\\n'}         | execution_id",
        "{'command':'ls','env':{'':'x'}}                | env",
        "{'command':'ls','env':{'A=B':'x'}}             | env.A=B",
        "{'command':'ls','env':{'A':'\\u0000'}}         | env.A",
        "{'command':'ls','env':{'A':5}}                 | env.A",
        "{'command':'ls','env':{'CC_EXECUTION_ID':'x'}} | env.CC_EXECUTION_ID",
        "{'command':'ls','env':{'CC_EXECUTION_':null}}  | env.CC_EXECUTION_",
        "{'command':'ls','timeout':-1}                  | timeout",
        "{'command':'ls','timeout':315360001}           | timeout",
        "{'command':'ls','timeout':1e300}               | timeout",
        "{'command':'ls','timeout':'5'}                 | timeout",
        "{'command':'ls','timeout':'NaN'}               | timeout",
        "{'command':'ls','idle_timeout':-0.1}           | idle_timeout",
        "{'command':'ls','grace':-0.1}                  | grace",
        "{'command':'ls','detach_ttl':-1}               | detach_ttl",
        "{'command':'ls','drain_timeout':-1}            | drain_timeout",
        "{'command':'ls','progress':0}                  | progress",
        "{'command':'ls','progress':-1}                 | progress",
        "{'command':'ls','window':4095}                 | window",
        "{'command':'ls','window':4096.5}               | window",
        "{'command':'ls','replay':-1}                   | replay",
        "{'command':'ls','merge_stderr':'yes'}          | merge_stderr",
        "{'command':'ls','output':'TEXT'}               | output",
        "{'command':'ls','stdin':'file'}                | stdin",
        "{'command':'ls','spool':'on'}                  | spool",
        "{'command':'ls','when_full':'drop'}            | when_full",
        "{'command':'ls','on_disconnect':'kill'}        | on_disconnect",
        "{'command':'ls','leftovers':true}              | leftovers",
        "{'command':'ls','pty':{'cols':80}}             | pty.rows",
        "{'command':'ls','pty':{'cols':0,'rows':24}}    | pty.cols",
        "{'command':'ls','pty':{'cols':80,'rows':65536}}| pty.rows",
        "{'command':'ls','limits':5}                    | limits",
        "{'command':'ls','limits':{'cpu_s':0}}          | limits.cpu_s",
        "{'command':'ls','limits':{'cpu_s':1.5}}        | limits.cpu_s",
        "{'command':'ls','limits':{'open_files':15}}    | limits.open_files",
        "{'command':'ls','limits':{'nice':-21}}         | limits.nice",
        "{'command':'ls','limits':{'oom_score_adj':1001}} | limits.oom_score_adj",
        "{'command':'ls','labels':{'a':null}}           | labels.a",
        "{'command':'ls','labels':{'a':1}}              | labels.a",
        "{'command':'ls','labels':{'a':'\\ud800'}}      | labels.a"
      })
  void shouldNameTheFieldThatIsWrong(String params, String field) {
    JsonRpcException exception = catchThrowableOfType(JsonRpcException.class, () -> bind(params));

    assertThat(exception).isNotNull();
    assertThat(exception.error().kind()).isEqualTo(ErrorKind.INVALID_PARAMS);
    assertThat(exception.error().data()).containsEntry("field", field);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void shouldTakeAnIdOfAllowedLength(int length) {
    String id = "i".repeat(length);

    assertThat(ExecuteParams.command("ls").executionId(id).build().executionId()).isEqualTo(id);
  }

  @Test
  void shouldRefuseAnIdThatIsTooLong() {
    assertThat(fieldOf("{'command':'ls','execution_id':'" + "i".repeat(65) + "'}"))
        .isEqualTo("execution_id");
  }

  @Test
  void shouldRefuseANulInTheNameOfAVariable() {
    assertThat(fieldOf("{'command':'ls','env':{'A\\u0000':'x'}}")).isEqualTo("env.A\0");
  }

  @Test
  void shouldTakeNamesThatOnlyLookReserved() throws JsonRpcException {
    assertThat(bind("{'command':'ls','env':{'CC_EXECUTION':'x','cc_execution_id':'y'}}").env())
        .hasSize(2);
  }

  @Test
  void shouldTakeLabelsUpToTheirLimits() throws JsonRpcException {
    String name = "n".repeat(64);

    assertThat(bind(labelled(manyLabels(32))).labels()).hasSize(32);
    assertThat(fieldOf(labelled(manyLabels(33)))).isEqualTo("labels");
    assertThat(bind(labelled("'" + name + "':'" + "v".repeat(256) + "'")).labels()).hasSize(1);
    assertThat(fieldOf(labelled("'" + name + "n':''"))).isEqualTo("labels." + name + "n");
    assertThat(fieldOf(labelled("'a':'" + "v".repeat(257) + "'"))).isEqualTo("labels.a");
    assertThat(fieldOf(labelled("'':''"))).isEqualTo("labels.");
  }

  @Test
  void shouldComeBackAsItWasWritten() throws JsonRpcException {
    ExecuteParams sent =
        ExecuteParams.argv(List.of("ls", "-l")).env(Map.of("A", "x")).grace(1.5).build();

    ExecuteParams received = Parameters.bind(Json.MAPPER.valueToTree(sent), ExecuteParams.class);

    assertThat(received).isEqualTo(sent);
    assertThat(Json.MAPPER.writeValueAsString(sent))
        .isEqualTo("{\"argv\":[\"ls\",\"-l\"],\"env\":{\"A\":\"x\"},\"grace\":1.5}");
  }

  @Test
  void shouldWriteNamesThatAreToBeRemoved() throws JsonRpcException {
    ExecuteParams params = bind("{'command':'ls','env':{'A':null}}");

    assertThat(Json.MAPPER.writeValueAsString(params))
        .isEqualTo("{\"command\":\"ls\",\"env\":{\"A\":null}}");
  }

  @Test
  void shouldNotShowCommandAndEnvironmentInALog() {
    ExecuteParams params =
        ExecuteParams.command("secret").executionId("id-1").env(Map.of("A", "secret")).build();

    assertThat(params.toString()).contains("id-1").doesNotContain("secret");
  }

  private static String labelled(String labels) {
    return "{'command':'ls','labels':{" + labels + "}}";
  }

  private static String manyLabels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "'l" + i + "':'v'")
        .collect(Collectors.joining(","));
  }

  private static Object fieldOf(String params) {
    JsonRpcException exception = catchThrowableOfType(JsonRpcException.class, () -> bind(params));
    assertThat(exception).isNotNull();
    return exception.error().data().get("field");
  }

  /** Quotes are apostrophes here, for the reader's sake. */
  private static ExecuteParams bind(String params) throws JsonRpcException {
    return Parameters.bind(Json.MAPPER.readTree(params.replace('\'', '"')), ExecuteParams.class);
  }
}
