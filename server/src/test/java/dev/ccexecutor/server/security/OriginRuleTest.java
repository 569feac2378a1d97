package dev.ccexecutor.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginRuleTest {
  private static final OriginRule PLAIN = OriginRule.withOwnPages(Set.of(), false);
  private static final OriginRule ENCRYPTED = OriginRule.withOwnPages(Set.of(), true);

  @Test
  void shouldAcceptWhenThereIsNoOrigin() {
    assertThat(PLAIN.accepts(List.of(), "localhost:8003")).isTrue();
    assertThat(OriginRule.ofOthersOnly(Set.of()).accepts(List.of(), "localhost:8003")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8003, localhost:8003",
    "http://localhost, localhost",
    "http://127.0.0.1:8003, 127.0.0.1:8003",
    "http://[::1]:8003, [::1]:8003",
    "http://localhost.:8003, localhost.:8003",
  })
  void shouldAcceptWhenThePageIsTheServersOwn(String origin, String host) {
    assertThat(PLAIN.accepts(List.of(origin), host)).isTrue();
  }

  @Test
  void shouldAcceptWhenThePageIsTheServersOwnByTls() {
    assertThat(ENCRYPTED.accepts(List.of("https://box:8003"), "box:8003")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "another port, http://localhost:8004, localhost:8003",
    "no port, http://localhost, localhost:8003",
    "a port where there is none, http://localhost:8003, localhost",
    "the scheme's own port, http://localhost:80, localhost",
    "another scheme, https://localhost:8003, localhost:8003",
    "the scheme of the socket, ws://localhost:8003, localhost:8003",
    "a file, file://localhost:8003, localhost:8003",
    "an opaque one, null, localhost:8003",
    "nothing, '', localhost:8003",
    "upper case, HTTP://LOCALHOST:8003, localhost:8003",
    "an upper case host, http://LOCALHOST:8003, localhost:8003",
    "a dot at the end, http://localhost.:8003, localhost:8003",
    "a path, http://localhost:8003/, localhost:8003",
    "a name that begins so, http://localhost.evil.example:8003, localhost:8003",
    "a name that ends so, http://evil-localhost:8003, localhost:8003",
    "a user, http://localhost:8003@evil.example, localhost:8003",
    "a user before it, http://evil@localhost:8003, localhost:8003",
    "another name of the same address, http://127.0.0.1:8003, localhost:8003",
    "another address, http://[::2]:8003, [::1]:8003",
    "an address without brackets, http://::1:8003, [::1]:8003",
    "the same address in other words, http://[0:0:0:0:0:0:0:1]:8003, [::1]:8003",
    "two in one, 'http://localhost:8003, http://evil.example', localhost:8003",
    "another site, http://evil.example, localhost:8003",
  })
  void shouldRefuseWhenTheOriginIsNearlyTheServersOwn(String what, String origin, String host) {
    assertThat(PLAIN.accepts(List.of(origin), host)).as(what).isFalse();
  }

  @Test
  void shouldRefuseWhenAPageThatAnybodyCanForgeAsksByTls() {
    assertThat(ENCRYPTED.accepts(List.of("http://box:8003"), "box:8003")).isFalse();
  }

  @Test
  void shouldRefuseWhenThereAreTwoOrigins() {
    List<String> twice = List.of("http://localhost:8003", "http://localhost:8003");

    assertThat(PLAIN.accepts(twice, "localhost:8003")).isFalse();
  }

  @Test
  void shouldAcceptOthersWhenTheOperatorHasNamedThem() {
    Set<String> named = Set.of("https://good.example");

    assertThat(
            OriginRule.withOwnPages(named, false).accepts(List.of("https://GOOD.example"), "box"))
        .isTrue();
    assertThat(OriginRule.ofOthersOnly(named).accepts(List.of("https://good.example"), "box"))
        .isTrue();
  }

  @Test
  void shouldRefuseOwnPagesWhenThereAreNone() {
    assertThat(OriginRule.ofOthersOnly(Set.of()).accepts(List.of("http://box"), "box")).isFalse();
  }
}
