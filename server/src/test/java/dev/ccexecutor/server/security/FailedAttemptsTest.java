package dev.ccexecutor.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailedAttemptsTest {
  private static final TokenDigest GUESS = digest("guess");
  private static final TokenDigest RIGHT = digest("right");

  /** Near the end of its range: nanoTime may be anywhere. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

  private final FailedAttempts attempts = new FailedAttempts(nanos::get);
  private final Network here = network("192.0.2.1");
  private final Network there = network("192.0.2.2");

  private static TokenDigest digest(String token) {
    return TokenDigest.of(token.getBytes(StandardCharsets.US_ASCII));
  }

  private static Network network(String address) {
    try {
      return Network.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private void fail(Network network, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(network);
    }
  }

  private void passSeconds(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  @Test
  void shouldLetTryWhenFewHaveFailed() {
    fail(here, FailedAttempts.FREE_FAILURES - 1);

    assertThat(attempts.waitSeconds(here, GUESS)).isZero();
  }

  @Test
  void shouldWaitLongerEachTimeUpToABoundWhenMoreFail() {
    fail(here, FailedAttempts.FREE_FAILURES);
    long[] expected = {1, 2, 4, 8, 16, 32, 60, 60};
    for (long seconds : expected) {
      assertThat(attempts.waitSeconds(here, GUESS)).isEqualTo(seconds);
      fail(here, 1);
    }
    fail(here, 200);
    assertThat(attempts.waitSeconds(here, GUESS)).isEqualTo(FailedAttempts.LONGEST_WAIT_SECONDS);
  }

  @Test
  void shouldCountOneNetworkOnlyWhenItFails() {
    fail(here, FailedAttempts.FREE_FAILURES);

    assertThat(attempts.waitSeconds(there, GUESS)).isZero();
  }

  @Test
  void shouldLetTryAgainWhenTheTimeIsOver() {
    fail(here, FailedAttempts.FREE_FAILURES + 3);
    passSeconds(7);
    assertThat(attempts.waitSeconds(here, GUESS)).isEqualTo(1);
    passSeconds(1);
    assertThat(attempts.waitSeconds(here, GUESS)).isZero();
  }

  @Test
  void shouldForgetWhenNothingFailedForLong() {
    fail(here, FailedAttempts.FREE_FAILURES + 3);
    passSeconds(FailedAttempts.FORGOTTEN_AFTER_SECONDS + 1);

    fail(here, 1);

    assertThat(attempts.waitSeconds(here, GUESS)).isZero();
  }

  @Test
  void shouldLookAtATokenWhenItWasAcceptedFromThereBefore() {
    attempts.succeeded(here, RIGHT);
    fail(here, FailedAttempts.FREE_FAILURES);
    fail(there, FailedAttempts.FREE_FAILURES);

    assertThat(attempts.waitSeconds(here, RIGHT)).isZero();
    assertThat(attempts.waitSeconds(here, GUESS)).isPositive();
    assertThat(attempts.waitSeconds(there, RIGHT)).isPositive();
  }

  @Test
  void shouldHoldNoMoreThanItsBoundWhenAddressesAreMany() {
    for (int i = 0; i < 2 * FailedAttempts.MAX_NETWORKS; i++) {
      attempts.failed(new Network(true, i));
    }

    assertThat(attempts.networks()).isEqualTo(FailedAttempts.MAX_NETWORKS);
  }

  @Test
  void shouldTakeAddressesForOneWhenTheyShareTheFirstHalf() {
    assertThat(network("2001:db8::1")).isEqualTo(network("2001:db8::ffff:2"));
    assertThat(network("2001:db8::1")).isNotEqualTo(network("2001:db8:0:1::1"));
    assertThat(network("::ffff:192.0.2.1")).isEqualTo(here);
    assertThat(network("::1")).isNotEqualTo(network("0.0.0.1"));
    assertThat(here).hasToString("192.0.2.1");
    assertThat(network("2001:db8::1")).hasToString("2001:db8:0:0:0:0:0:0/64");
  }
}
