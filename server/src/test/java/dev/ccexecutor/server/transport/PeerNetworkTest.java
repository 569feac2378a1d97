package dev.ccexecutor.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerNetworkTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "2001:db8:1:2::3, 2001:db8:1:2:ffff::4, true",
    "2001:db8:1:2::3, 2001:db8:1:3::3, false",
    "::1, ::1, true"
  })
  void shouldCountAsOneWhenPeersShareTheirNetwork(String one, String other, boolean same)
      throws UnknownHostException {
    assertThat(at(one).equals(at(other))).isEqualTo(same);
  }

  private static PeerNetwork at(String address) throws UnknownHostException {
    return PeerNetwork.of(new InetSocketAddress(InetAddress.getByName(address), 1));
  }
}
