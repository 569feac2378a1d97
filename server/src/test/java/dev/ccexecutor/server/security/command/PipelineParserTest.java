package dev.ccexecutor.server.security.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineParserTest {
  private static List<List<String>> stages(String line) throws PipelineSyntaxException {
    return PipelineParser.parse(line).stages();
  }

  private static PipelineSyntaxException refusal(String line) {
    return catchThrowableOfType(PipelineSyntaxException.class, () -> PipelineParser.parse(line));
  }

  @Test
  void shouldFindTheWordsWhenTheyAreApart() throws Exception {
    assertThat(stages(" ls\t-la  /tmp/x.y:z,@%+^=_ "))
        .containsExactly(List.of("ls", "-la", "/tmp/x.y:z,@%+^=_"));
  }

  @Test
  void shouldFindTheStagesWhenThereArePipes() throws Exception {
    assertThat(stages("yes|head -n 1 | cat"))
        .containsExactly(List.of("yes"), List.of("head", "-n", "1"), List.of("cat"));
  }

  @Test
  void shouldTakeCharactersAsTheyAreWhenTheyAreInSingleQuotes() throws Exception {
    assertThat(stages("awk '{print $1; system(\"x\")} # \\ ` | & > *'"))
        .containsExactly(List.of("awk", "{print $1; system(\"x\")} # \\ ` | & > *"));
  }

  @Test
  void shouldTakeTheEscapesAwayWhenTheyAreInDoubleQuotes() throws Exception {
    assertThat(stages("echo \"a\\\"b\\\\c\\$d\\`e 'f' | ; & * ! # ~\""))
        .containsExactly(List.of("echo", "a\"b\\c$d`e 'f' | ; & * ! # ~"));
  }

  @Test
  void shouldMakeOneWordWhenPartsTouch() throws Exception {
    assertThat(stages("a'b c'\"d e\"f g''")).containsExactly(List.of("ab cd ef", "g"));
  }

  @Test
  void shouldKeepEmptyWordsWhenTheyAreQuoted() throws Exception {
    assertThat(stages("cat '' \"\" x")).containsExactly(List.of("cat", "", "", "x"));
    assertThat(stages("''")).containsExactly(List.of(""));
  }

  @Test
  void shouldTakeWordsOfEveryScriptWhenTheyAreLetters() throws Exception {
    assertThat(stages("echo grüße Привет 你好 é"))
        .containsExactly(List.of("echo", "grüße", "Привет", "你好", "é"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '\u00b6',
      value = {
        "cat;sh ¦ separator ¦ 3 ¦ ;",
        "cat &sh ¦ separator ¦ 4 ¦ &",
        "cat && sh ¦ separator ¦ 4 ¦ &",
        "cat |& sh ¦ separator ¦ 5 ¦ &",
        "cat >x ¦ redirection ¦ 4 ¦ >",
        "cat 2>x ¦ redirection ¦ 5 ¦ >",
        "cat <(sh) ¦ redirection ¦ 4 ¦ <",
        "cat <<E ¦ redirection ¦ 4 ¦ <",
        "cat $(sh) ¦ expansion ¦ 4 ¦ $",
        "cat ${x} ¦ expansion ¦ 4 ¦ $",
        "cat \"$(sh)\" ¦ expansion ¦ 5 ¦ $",
        "cat \"\\\\$(sh)\" ¦ expansion ¦ 7 ¦ $",
        "cat $'\\x41' ¦ expansion ¦ 4 ¦ $",
        "cat `sh` ¦ substitution ¦ 4 ¦ `",
        "cat \"`sh`\" ¦ substitution ¦ 5 ¦ `",
        "cat *.c ¦ glob ¦ 4 ¦ *",
        "cat a? ¦ glob ¦ 5 ¦ ?",
        "cat [ab] ¦ glob ¦ 4 ¦ [",
        "cat ~/x ¦ tilde ¦ 4 ¦ ~",
        "cat # x ¦ comment ¦ 4 ¦ #",
        "! cat ¦ history ¦ 0 ¦ !",
        "cat {a,b} ¦ brace ¦ 4 ¦ {",
        "{ cat ¦ brace ¦ 0 ¦ {",
        "(cat) ¦ group ¦ 0 ¦ (",
        "f() ¦ group ¦ 1 ¦ (",
        "cat a\\ b ¦ backslash ¦ 5 ¦ \\",
        "cat \"a\\n\" ¦ backslash ¦ 6 ¦ \\",
        "cat 'x ¦ unclosed_quote ¦ 4 ¦ '",
        "cat \"x\\\" ¦ unclosed_quote ¦ 4 ¦ \"",
        "cat 'a' \"b' ¦ unclosed_quote ¦ 8 ¦ \"",
        "| cat ¦ empty_stage ¦ 0 ¦ |",
        "cat || sh ¦ empty_stage ¦ 5 ¦ |",
        "cat | ¦ empty_stage ¦ 5 ¦ the end",
        "A=b cat ¦ assignment ¦ 0 ¦ A",
        "cat | A=b sh ¦ assignment ¦ 6 ¦ A",
        "A+=b ¦ assignment ¦ 0 ¦ A",
        "A='b c' sh ¦ assignment ¦ 0 ¦ A",
        "if cat ¦ reserved_word ¦ 0 ¦ i",
        "cat | time sh ¦ reserved_word ¦ 6 ¦ t",
        "coproc cat ¦ reserved_word ¦ 0 ¦ c"
      })
  void shouldNameTheRuleAndThePlaceWhenALineIsRefused(
      String line, String rule, int position, String character) {
    PipelineSyntaxException refusal = refusal(line);

    assertThat(refusal.rule().wireName()).isEqualTo(rule);
    assertThat(refusal.position()).isEqualTo(position);
    assertThat(refusal.character()).isEqualTo(character);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void shouldRefuseALineWhenItHasNoCommand(String line) {
    assertThat(refusal(line).rule()).isEqualTo(SyntaxRule.EMPTY_STAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat\nsh",
        "cat\rsh",
        "cat 'a\nsh'",
        "cat \"a\nsh\"",
        "cat\n",
        "\ncat",
        "cat \"a\\\nb\""
      })
  void shouldRefuseALineWhenItIsSeveral(String line) {
    assertThat(refusal(line).rule()).isIn(SyntaxRule.NEWLINE, SyntaxRule.BACKSLASH);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat ｜ sh",
        "cat ∣ sh",
        "cat ¦ sh",
        "cat；sh",
        "cat\u00a0sh",
        "cat\u2003sh",
        "cat\u3000sh",
        "cat \u2018x\u2019",
        "cat \u201cx\u201d",
        "cat\u200bsh",
        "cat \u202ehs",
        "cat\u2028sh",
        "cat\ufeff"
      })
  void shouldRefuseWhatLooksLikeAnotherCharacterWhenItIsNotQuoted(String line) {
    assertThat(refusal(line).rule()).isEqualTo(SyntaxRule.UNUSUAL_CHARACTER);
  }

  @Test
  void shouldTakeWhatLooksLikeAPipeForItselfWhenItIsQuoted() throws Exception {
    assertThat(stages("cat '｜' \"∣\"")).containsExactly(List.of("cat", "｜", "∣"));
  }

  @Test
  void shouldRefuseHalfOfASurrogatePairWhereverItStands() {
    assertThat(refusal("cat \ud83d").rule()).isEqualTo(SyntaxRule.MALFORMED_TEXT);
    assertThat(refusal("cat '\udc00'").rule()).isEqualTo(SyntaxRule.MALFORMED_TEXT);
    assertThat(refusal("cat \"\ud83dx\"").rule()).isEqualTo(SyntaxRule.MALFORMED_TEXT);
  }

  @Test
  void shouldCountCharactersAndNotCodeUnitsWhenItTellsAPosition() {
    assertThat(refusal("cat '🎉🎉' ;").position()).isEqualTo(9);
  }

  @Test
  void shouldTakeAWordThatIsReservedWhenItIsNoCommandOrIsQuoted() throws Exception {
    assertThat(stages("echo if then")).containsExactly(List.of("echo", "if", "then"));
    assertThat(stages("'if' x")).containsExactly(List.of("if", "x"));
    assertThat(stages("i'f'")).containsExactly(List.of("if"));
  }

  @Test
  void shouldTakeWhatLooksLikeAnAssignmentWhenItIsNoneToAShell() throws Exception {
    assertThat(stages("env A=b")).containsExactly(List.of("env", "A=b"));
    assertThat(stages("'A=b'")).containsExactly(List.of("A=b"));
    assertThat(stages("1A=b")).containsExactly(List.of("1A=b"));
  }

  @Test
  void shouldRefuseTheStageBeyondTheBound() throws Exception {
    String most = "cat" + "|cat".repeat(PipelineParser.MAX_STAGES - 1);

    assertThat(stages(most)).hasSize(PipelineParser.MAX_STAGES);
    assertThat(refusal(most + "|cat").rule()).isEqualTo(SyntaxRule.TOO_MANY_STAGES);
  }

  @Test
  void shouldReadAWordOfAMegabyteWhenItIsOne() throws Exception {
    String word = "x".repeat(1 << 20);

    assertThat(stages("echo " + word)).containsExactly(List.of("echo", word));
    assertThat(stages("echo '" + word + "'")).containsExactly(List.of("echo", word));
  }

  @Test
  void shouldQuoteEveryWordWhenItIsWrittenForAShell() {
    Pipeline pipeline = new Pipeline(List.of(List.of("/bin/a", "", "it's"), List.of("/bin/b")));

    assertThat(pipeline.toShellLine()).isEqualTo("'/bin/a' '' 'it'\\''s' | '/bin/b'");
  }

  @Test
  void shouldNotShowItsWordsWhenItIsLogged() {
    assertThat(new Pipeline(List.of(List.of("echo", "secret"))).toString())
        .doesNotContain("secret");
  }
}
