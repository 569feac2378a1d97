package dev.ccexecutor.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "2001:db8:1:2::3, 2001:db8:1:2:ffff::4, true",
    "2001:db8:1:2::3, 2001:db8:1:3::3, false",
    "::c000:201, 192.0.2.1, false",
    "::1, ::1, true"
  })
  void shouldCountAsOneWhenAddressesShareTheirNetwork(String one, String other, boolean same)
      throws UnknownHostException {
    assertThat(at(one).equals(at(other))).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.200, 192.0.2.200", "2001:db8:1:2::3, 2001:db8:1:2:0:0:0:0/64"})
  void shouldBeShownAsPeopleWriteIt(String address, String shown) throws UnknownHostException {
    assertThat(at(address)).hasToString(shown);
  }

  private static Network at(String address) throws UnknownHostException {
    return Network.of(InetAddress.getByName(address));
  }
}
