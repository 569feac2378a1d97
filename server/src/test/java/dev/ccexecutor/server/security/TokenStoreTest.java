package dev.ccexecutor.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ccexecutor.server.testkit.CapturedLog;
import dev.ccexecutor.server.testkit.PrivateFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenStoreTest {
  private static final String FIRST = "first-token-0123456789";
  private static final String SECOND = "second-token-0123456789";

  @TempDir private Path directory;

  private static TokenStore.Sources sources(Path fileOrNull, String token, String tokens) {
    return new TokenStore.Sources(
        Optional.ofNullable(fileOrNull), token, tokens, "variable T", "variable TS");
  }

  private TokenStore open(String text) throws Exception {
    return TokenStore.open(sources(write(text), "", ""));
  }

  private Path write(String text) throws Exception {
    return PrivateFiles.write(directory.resolve("tokens"), text);
  }

  private static Optional<String> owner(TokenStore store, String token) {
    return store
        .find(TokenDigest.of(token.getBytes(StandardCharsets.US_ASCII)))
        .map(Principal::name);
  }

  /** A change counts once two looks have seen the same. */
  private static boolean refreshSettled(TokenStore store) {
    boolean first = store.refresh();
    return store.refresh() || first;
  }

  @Test
  void shouldKnowWhoseATokenIsWhenLinesHaveCommentsAndBlanks() throws Exception {
    TokenStore store = open("# agents\n\n  ci:" + FIRST + "\r\nops.team:" + SECOND);

    assertThat(owner(store, FIRST)).contains("ci");
    assertThat(owner(store, SECOND)).contains("ops.team");
    assertThat(owner(store, FIRST + "x")).isEmpty();
    assertThat(owner(store, FIRST.substring(1))).isEmpty();
    assertThat(owner(store, "")).isEmpty();
    assertThat(store.areRequired()).isTrue();
  }

  @Test
  void shouldTakeBothTokensWhenANameHasTwo() throws Exception {
    TokenStore store = open("ci:" + FIRST + "\nci:" + SECOND + "\n");

    assertThat(owner(store, FIRST)).contains("ci");
    assertThat(owner(store, SECOND)).contains("ci");
  }

  @Test
  void shouldJoinAllWhenVariablesHaveTokensToo() throws Exception {
    TokenStore store =
        TokenStore.open(
            sources(
                write("ci:" + FIRST),
                SECOND,
                "a:aaaaaaaaaaaaaaaaaaaa,b:bbbbbbbbbbbbbbbbbbbb\nc:cccccccccccccccccccc"));

    assertThat(owner(store, FIRST)).contains("ci");
    assertThat(owner(store, SECOND)).contains("default");
    assertThat(owner(store, "bbbbbbbbbbbbbbbbbbbb")).contains("b");
    assertThat(owner(store, "cccccccccccccccccccc")).contains("c");
  }

  @Test
  void shouldWantNoTokenWhenNoneIsConfigured() throws Exception {
    TokenStore store = TokenStore.open(sources(null, "", ""));

    assertThat(store.areRequired()).isFalse();
    assertThat(store.knows(Principal.ANONYMOUS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-colon-at-all-in-here-1234 | line 1 is not of the form name:token",
        "bad name:secret-secret-secret | line 1 has a name that is not",
        ":secret-secret-secret | line 1 has a name that is not",
        "anonymous:secret-secret-secret | line 1 has the name 'anonymous'",
        "ci:secret-15-chars | line 1 has a token that is shorter than 16 characters",
        "ci:secret secret secret | line 1 has a token that has other characters",
        "ci:secret,secret,secret | line 1 has a token that has other characters"
      })
  void shouldNameTheLineAndNotTheSecretWhenALineIsWrong(String line, String problem) {
    assertThatThrownBy(() -> open(line + "\n"))
        .isInstanceOf(UnusableCredentialsException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("secret");
  }

  @Test
  void shouldNameEveryWrongLineWhenThereAreSeveral() {
    assertThatThrownBy(() -> open("ci:short\nops:" + FIRST + "\n#\nx:" + FIRST + "\n"))
        .isInstanceOfSatisfying(
            UnusableCredentialsException.class,
            wrong -> {
              assertThat(wrong.problems()).hasSize(2);
              assertThat(wrong.problems().getFirst()).contains("line 1");
              assertThat(wrong.problems().getLast())
                  .contains("line 4 has the same token as line 2");
            });
  }

  @Test
  void shouldTellOfEverySourceWhenAllAreWrong() {
    assertThatThrownBy(() -> TokenStore.open(sources(directory.resolve("missing"), "short", "a:b")))
        .isInstanceOfSatisfying(
            UnusableCredentialsException.class,
            wrong ->
                assertThat(wrong.problems())
                    .anyMatch(problem -> problem.contains("does not exist"))
                    .anyMatch(problem -> problem.startsWith("variable T: the token is shorter"))
                    .anyMatch(problem -> problem.startsWith("variable TS: entry 1 has")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nobody\n"})
  void shouldRefuseAFileWhenItHasNoToken(String text) {
    assertThatThrownBy(() -> open(text)).hasMessageContaining("has no token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-----w-"})
  void shouldRefuseAFileWhenOthersCanReadOrWriteIt(String permissions) throws Exception {
    Path file = write("ci:" + FIRST);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    assertThatThrownBy(() -> TokenStore.open(sources(file, "", "")))
        .hasMessageContaining(permissions)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void shouldRefuseWhatIsNoFile() {
    assertThatThrownBy(() -> TokenStore.open(sources(directory, "", "")))
        .hasMessageContaining("no regular file");
    assertThatThrownBy(() -> TokenStore.open(sources(Path.of("/dev/zero"), "", "")))
        .hasMessageContaining("no regular file");
  }

  @Test
  void shouldTakeTheNewTokensWhenTheFileIsReplaced() throws Exception {
    TokenStore store = open("ci:" + FIRST + "\ngone:gggggggggggggggggggg");
    write("ci:" + SECOND + "\n");

    assertThat(refreshSettled(store)).isTrue();

    assertThat(owner(store, FIRST)).isEmpty();
    assertThat(owner(store, SECOND)).contains("ci");
    assertThat(store.knows(new Principal("ci"))).isTrue();
    assertThat(store.knows(new Principal("gone"))).isFalse();
    assertThat(refreshSettled(store)).isFalse();
  }

  @Test
  void shouldTakeTheNewTokensWhenALinkOnTheWayLeadsElsewhere() throws Exception {
    Path old = Files.createDirectory(directory.resolve("old"));
    Path recent = Files.createDirectory(directory.resolve("recent"));
    PrivateFiles.write(old.resolve("tokens"), "ci:" + FIRST);
    PrivateFiles.write(recent.resolve("tokens"), "ci:" + SECOND);
    Path data = Files.createSymbolicLink(directory.resolve("data"), old);
    Path file = Files.createSymbolicLink(directory.resolve("link"), data.resolve("tokens"));
    TokenStore store = TokenStore.open(sources(file, "", ""));
    Path draft = Files.createSymbolicLink(directory.resolve("draft"), recent);
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);

    assertThat(refreshSettled(store)).isTrue();
    assertThat(owner(store, SECOND)).contains("ci");
  }

  @Test
  void shouldWaitForTheRestWhenTheFileIsStillBeingWritten() throws Exception {
    TokenStore store = open("ci:" + FIRST + "\nops:" + SECOND);
    Path file = directory.resolve("tokens");

    Files.writeString(file, "ci:" + FIRST + "\n");
    assertThat(store.refresh()).isFalse();
    Files.writeString(file, "ci:" + FIRST + "\nops:" + SECOND + "\nx:xxxxxxxxxxxxxxxxxxxx");
    assertThat(store.refresh()).isFalse();
    assertThat(store.knows(new Principal("ops"))).isTrue();

    assertThat(store.refresh()).isTrue();
    assertThat(store.knows(new Principal("x"))).isTrue();
  }

  @Test
  void shouldNoticeAChangeWhenSizeAndTimeAreTheSame() throws Exception {
    TokenStore store = open("ci:aaaaaaaaaaaaaaaaaaaa");
    Path file = directory.resolve("tokens");
    FileTime time = Files.getLastModifiedTime(file);
    Files.writeString(file, "ci:bbbbbbbbbbbbbbbbbbbb");
    Files.setLastModifiedTime(file, time);

    assertThat(refreshSettled(store)).isTrue();
    assertThat(owner(store, "bbbbbbbbbbbbbbbbbbbb")).contains("ci");
  }

  @Test
  void shouldKeepTheFormerTokensAndSayItOnceWhenTheNewFileCannotBeUsed() throws Exception {
    try (CapturedLog log = CapturedLog.ofPackage(TokenStore.class)) {
      TokenStore store = open("ci:" + FIRST);
      String message =
          "the token file has changed and can't be used; the former tokens stay in force";

      write("ci:short");
      assertThat(refreshSettled(store)).isFalse();
      assertThat(store.refresh()).isFalse();
      assertThat(log.valuesOf(message)).hasSize(1);
      Files.delete(directory.resolve("tokens"));
      assertThat(refreshSettled(store)).isFalse();

      assertThat(log.valuesOf(message)).hasSize(2);
      assertThat(owner(store, FIRST)).contains("ci");
      write("ci:" + SECOND);
      assertThat(refreshSettled(store)).isTrue();
      assertThat(owner(store, SECOND)).contains("ci");
    }
  }

  @Test
  void shouldShowNoTokenWhenItIsPrinted() throws Exception {
    TokenStore.Sources sources = sources(write("ci:" + FIRST), SECOND, "x:xxxxxxxxxxxxxxxxxxxx");

    assertThat(sources.toString()).doesNotContain(SECOND, "xxxx");
    assertThat(TokenDigest.of(FIRST.getBytes(StandardCharsets.US_ASCII)).toString())
        .isEqualTo("a token");
  }
}
