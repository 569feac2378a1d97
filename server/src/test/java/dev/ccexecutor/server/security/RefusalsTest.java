package dev.ccexecutor.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
  private final List<Refusals.Line> lines = new ArrayList<>();
  private final Refusals refusals = new Refusals(nanos::get, lines::add);

  private static Refusals.Refusal refusal(long network, int port, String reason) {
    return new Refusals.Refusal(
        RefusalKind.TOKEN, new Network(false, network), "peer:" + port, 401, reason);
  }

  private void passPeriod() {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(Refusals.PERIOD_SECONDS));
  }

  private long told() {
    return lines.stream().mapToLong(Refusals.Line::count).sum();
  }

  @Test
  void shouldTellTheFirstAtOnceAndTheOthersTogetherWhenTheyComeFromOneNetwork() {
    for (int port = 0; port < 1000; port++) {
      refusals.add(refusal(1, port, "no token"));
    }
    assertThat(lines).hasSize(1);
    refusals.flush();
    assertThat(lines).hasSize(1);

    passPeriod();
    refusals.flush();

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast().count()).isEqualTo(999);
    assertThat(lines.getLast().last().peer()).isEqualTo("peer:999");
  }

  @Test
  void shouldTellApartWhenReasonOrNetworkDiffer() {
    refusals.add(refusal(1, 1, "no token"));
    refusals.add(refusal(1, 2, "wrong token"));
    refusals.add(refusal(2, 3, "no token"));

    assertThat(lines)
        .extracting(line -> line.last().peer())
        .containsExactly("peer:1", "peer:2", "peer:3");
  }

  @Test
  void shouldTellAtOnceAgainWhenAPeriodWasQuiet() {
    refusals.add(refusal(1, 1, "no token"));
    passPeriod();
    refusals.flush();
    refusals.add(refusal(1, 2, "no token"));

    assertThat(lines).extracting(Refusals.Line::count).containsExactly(1L, 1L);
  }

  @Test
  void shouldWriteFewLinesAndCountAllWhenNetworksAreMany() {
    int all = 10 * Refusals.MAX_KINDS;
    for (int network = 0; network < all; network++) {
      refusals.add(refusal(network, network, "no token"));
    }
    assertThat(lines).hasSize(Refusals.MAX_KINDS);

    passPeriod();
    refusals.flush();

    assertThat(lines).hasSize(Refusals.MAX_KINDS + 1);
    assertThat(lines.getLast().manyNetworks()).isTrue();
    assertThat(told()).isEqualTo(all);
  }

  @Test
  void shouldTellAllWhenItIsTheEnd() {
    for (int i = 0; i < 5; i++) {
      refusals.add(refusal(1, i, "no token"));
    }
    refusals.flushAll();

    assertThat(told()).isEqualTo(5);
  }

  @Test
  void shouldCountAllByKindWhateverIsToldOfThem() {
    for (int network = 0; network < 2 * Refusals.MAX_KINDS; network++) {
      refusals.add(refusal(network, network, "no token"));
    }

    assertThat(refusals.total(RefusalKind.TOKEN)).isEqualTo(2L * Refusals.MAX_KINDS);
    assertThat(refusals.total(RefusalKind.TLS)).isZero();
  }
}
