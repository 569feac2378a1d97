package dev.ccexecutor.server.security;

import static dev.ccexecutor.server.security.HostRule.Verdict.ACCEPTED;
import static dev.ccexecutor.server.security.HostRule.Verdict.FOREIGN;
import static dev.ccexecutor.server.security.HostRule.Verdict.MALFORMED;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostRuleTest {
  private static HostRule rule(String address, String configured, String... allowed) {
    try {
      return new HostRule(InetAddress.getByName(address), configured, Set.of(allowed));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private final HostRule loopback = rule("127.0.0.1", "127.0.0.1", "agents.example");
  private final HostRule wildcard = rule("0.0.0.0", "0.0.0.0", "agents.example");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:8003",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.255.1.2:65535",
        "[::1]:8003",
        "agents.example",
        "Agents.Example.:443"
      })
  void shouldAcceptOnLoopbackWhenHostIsThisMachine(String host) {
    assertThat(loopback.judge(List.of(host))).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8003",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.evil",
        "192.0.2.1",
        "[2001:db8::1]",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0"
      })
  void shouldRefuseOnLoopbackWhenHostIsAnother(String host) {
    assertThat(loopback.judge(List.of(host))).isEqualTo(FOREIGN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.1:8003", "[2001:db8::1]", "10.0.0.5", "localhost", "agents.example"})
  void shouldAcceptWhenHostIsAnAddressAndAllAddressesAreListenedTo(String host) {
    assertThat(wildcard.judge(List.of(host))).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "192.0.2.1.evil.example", "192.0.2.256", "1.2.3.4.5"})
  void shouldRefuseWhenHostIsANameThatNobodyHasAllowed(String host) {
    assertThat(wildcard.judge(List.of(host))).isEqualTo(FOREIGN);
  }

  @Test
  void shouldAcceptTheHostWhenItIsWhatTheServerWasToldToListenOn() {
    assertThat(rule("127.0.0.1", "build.example").judge(List.of("build.example:8003")))
        .isEqualTo(ACCEPTED);
    assertThat(rule("::1", "::1").judge(List.of("[::1]:8003"))).isEqualTo(ACCEPTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost:x",
        "localhost:123456",
        "user@localhost",
        "localhost/path",
        "localhost,evil.example",
        "[::1",
        "::1",
        "[evil.example]",
        "localhost\u0000"
      })
  void shouldRefuseWhenItIsNoHost(String host) {
    assertThat(loopback.judge(List.of(host))).isEqualTo(MALFORMED);
  }

  @Test
  void shouldRefuseWhenThereIsNotJustOne() {
    assertThat(loopback.judge(List.of())).isEqualTo(MALFORMED);
    assertThat(loopback.judge(List.of("localhost", "localhost"))).isEqualTo(MALFORMED);
  }
}
