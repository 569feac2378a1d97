package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The parameters that say who gets an execution's output, and from where on. */
@Timeout(10)
class AttachmentParamsTest {

  private static final long LAST_OFFSET = 9_007_199_254_740_991L;

  @Test
  void shouldTakeTheOldestThatIsKeptAsTextWhereNothingElseIsAskedFor() throws JsonRpcException {
    AttachParams params = bind("{'execution_id':'x'}", AttachParams.class);

    assertThat(params.offsets()).isEqualTo(StreamOffsets.NONE);
    assertThat(params.outputForm()).isEqualTo(OutputForm.TEXT);
    assertThat(params.windowBytes()).isEmpty();
    assertThat(params.attachMode()).isEqualTo(AttachMode.TAKE);
  }

  @Test
  void shouldTakeWhatAnAttachAsksFor() throws JsonRpcException {
    AttachParams params =
        bind(
            "{'execution_id':'x','stdout':0,'stderr':9007199254740991,'output':'binary',"
                + "'window':4096,'when_full':'block','mode':'observe'}",
            AttachParams.class);

    assertThat(params.offsets()).isEqualTo(new StreamOffsets(0L, LAST_OFFSET));
    assertThat(params.outputForm()).isEqualTo(OutputForm.BINARY);
    assertThat(params.windowBytes()).hasValue(4096);
    assertThat(params.attachMode()).isEqualTo(AttachMode.OBSERVE);
    assertThat(params.whenFullOr(WhenFull.DROP_OLDEST)).isEqualTo(WhenFull.BLOCK);
  }

  @ParameterizedTest
  @CsvSource({
    "take,    ,            block,       block",
    "take,    ,            drop_oldest, drop_oldest",
    "take,    drop_oldest, block,       drop_oldest",
    "take,    block,       drop_oldest, block",
    "observe, ,            block,       drop_oldest",
    "observe, block,       drop_oldest, block"
  })
  void shouldBlockForAnObserverOnlyIfItAsksForIt(
      String mode, String asked, String executionsOwn, String counts) throws JsonRpcException {
    String whenFull = asked == null ? "null" : "'" + asked + "'";
    AttachParams params =
        bind(
            "{'execution_id':'x','mode':'" + mode + "','when_full':" + whenFull + "}",
            AttachParams.class);

    assertThat(params.whenFullOr(whenFull(executionsOwn))).isEqualTo(whenFull(counts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                  | execution_id",
        "{'execution_id':5}                                  | execution_id",
        "{'execution_id':'x','stdout':-1}                    | stdout",
        "{'execution_id':'x','stdout':1.5}                   | stdout",
        "{'execution_id':'x','stdout':'1'}                   | stdout",
        "{'execution_id':'x','stdout':9007199254740992}      | stdout",
        "{'execution_id':'x','stderr':1e30}                  | stderr",
        "{'execution_id':'x','stderr':9223372036854775808}   | stderr",
        "{'execution_id':'x','output':'TEXT'}                | output",
        "{'execution_id':'x','window':4095}                  | window",
        "{'execution_id':'x','when_full':'drop'}             | when_full",
        "{'execution_id':'x','mode':'owner'}                 | mode"
      })
  void shouldNameTheFieldThatIsWrongInAnAttach(String params, String field) {
    assertThat(fieldOf(params, AttachParams.class)).isEqualTo(field);
  }

  @Test
  void shouldTakeAnAcknowledgementOfOneStreamOrBoth() throws JsonRpcException {
    assertThat(bind("{'execution_id':'x','stdout':7}", AckParams.class).offsets())
        .isEqualTo(new StreamOffsets(7L, null));
    assertThat(bind("{'execution_id':'x','stdout':7,'stderr':0}", AckParams.class).offsets())
        .isEqualTo(new StreamOffsets(7L, 0L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'stdout':1}                                    | execution_id",
        "{'execution_id':'x','stdout':-1}                | stdout",
        "{'execution_id':'x','stderr':9007199254740992}  | stderr",
        "{'execution_id':'x','stderr':true}              | stderr"
      })
  void shouldNameTheFieldThatIsWrongInAnAcknowledgement(String params, String field) {
    assertThat(fieldOf(params, AckParams.class)).isEqualTo(field);
  }

  @Test
  void shouldNameTheFieldThatIsWrongInADetach() throws JsonRpcException {
    assertThat(bind("{'execution_id':'x'}", DetachParams.class)).isEqualTo(new DetachParams("x"));
    assertThat(fieldOf("{}", DetachParams.class)).isEqualTo("execution_id");
    assertThat(fieldOf("{'execution_id':'" + "x".repeat(65) + "'}", DetachParams.class))
        .isEqualTo("execution_id");
  }

  @Test
  void shouldTakeAResumeWithAndWithoutOffsets() throws JsonRpcException {
    SessionResumeParams bare =
        bind("{'session_id':'s','resume_token':'t'}", SessionResumeParams.class);
    SessionResumeParams positioned =
        bind(
            "{'session_id':'s','resume_token':'t','offsets':"
                + "{'x':{'stdout':5},'y':{},'z':null}}",
            SessionResumeParams.class);

    assertThat(bare.offsetsOf("x")).isEqualTo(StreamOffsets.NONE);
    assertThat(positioned.offsetsOf("x")).isEqualTo(new StreamOffsets(5L, null));
    assertThat(positioned.offsetsOf("y")).isEqualTo(StreamOffsets.NONE);
    assertThat(positioned.offsetsOf("z")).isEqualTo(StreamOffsets.NONE);
    assertThat(positioned.offsets()).containsOnlyKeys("x", "y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'resume_token':'t'}                                                 | session_id",
        "{'session_id':5,'resume_token':'t'}                                  | session_id",
        "{'session_id':'s'}                                                   | resume_token",
        "{'session_id':'s','resume_token':null}                               | resume_token",
        "{'session_id':'s','resume_token':'t','offsets':[]}                   | offsets",
        "{'session_id':'s','resume_token':'t','offsets':{'x':5}}              | offsets.x",
        "{'session_id':'s','resume_token':'t','offsets':{'x':{'stdout':-1}}}  | offsets.x.stdout",
        "{'session_id':'s','resume_token':'t','offsets':{'x':{'stderr':'1'}}} | offsets.x.stderr"
      })
  void shouldNameTheFieldThatIsWrongInAResume(String params, String field) {
    assertThat(fieldOf(params, SessionResumeParams.class)).isEqualTo(field);
  }

  @Test
  void shouldRefuseAbsurdLengthsInAResume() {
    String endless = "x".repeat(1_000);

    assertThat(
            fieldOf(
                "{'session_id':'" + endless + "','resume_token':'t'}", SessionResumeParams.class))
        .isEqualTo("session_id");
    assertThat(
            fieldOf(
                "{'session_id':'s','resume_token':'" + endless + "'}", SessionResumeParams.class))
        .isEqualTo("resume_token");
    assertThat(
            fieldOf(
                "{'session_id':'s','resume_token':'t','offsets':{'" + endless + "':{}}}",
                SessionResumeParams.class))
        .isEqualTo("offsets");
  }

  @Test
  void shouldNotShowTheTokenInALog() {
    assertThat(
            new SessionResumeParams("s", "secret", Map.of("x", new StreamOffsets(5L, null)))
                .toString())
        .contains("s", "x", "5")
        .doesNotContain("secret");
  }

  private static WhenFull whenFull(String wireName) {
    return WhenFull.valueOf(wireName.toUpperCase(Locale.ROOT));
  }

  private static Object fieldOf(String params, Class<?> type) {
    JsonRpcException exception =
        catchThrowableOfType(JsonRpcException.class, () -> bind(params, type));
    assertThat(exception).isNotNull();
    return exception.error().data().get("field");
  }

  /** Quotes are apostrophes here, for the reader's sake. */
  private static <T> T bind(String params, Class<T> type) throws JsonRpcException {
    return Parameters.bind(Json.MAPPER.readTree(params.replace('\'', '"')), type);
  }
}
