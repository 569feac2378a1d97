package dev.ccexecutor.server.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class UserDatabaseTest {
  private static final String USER = "daemon";

  private static String tell(String... words) throws IOException {
    Process process = new ProcessBuilder(words).start();
    byte[] output = process.getInputStream().readAllBytes();
    return new String(output, StandardCharsets.UTF_8).strip();
  }

  @Test
  void shouldTellWhatIdAndGetentTellWhenAskedByName() throws Exception {
    String[] entry = tell("getent", "passwd", USER).split(":");
    Integer[] groups =
        Arrays.stream(tell("id", "-G", USER).split(" "))
            .map(Integer::valueOf)
            .toArray(Integer[]::new);

    UserAccount account = UserDatabase.find(USER, null);

    assertThat(account.name()).isEqualTo(USER);
    assertThat(account.uid()).isEqualTo(Integer.parseInt(entry[2]));
    assertThat(account.gid()).isEqualTo(Integer.parseInt(entry[3]));
    assertThat(account.home()).isEqualTo(entry[5]);
    assertThat(account.shell()).isEqualTo(entry[6]);
    assertThat(account.groups()).containsExactlyInAnyOrder(groups);
  }

  @Test
  void shouldFindTheNameWhenAskedByNumber() throws Exception {
    UserAccount byName = UserDatabase.find(USER, null);

    assertThat(UserDatabase.find("" + byName.uid(), null)).isEqualTo(byName);
  }

  @Test
  void shouldBeInThatGroupAloneWhenOneIsGiven() throws Exception {
    int gid = Integer.parseInt(tell("getent", "group", "tty").split(":")[2]);

    UserAccount byName = UserDatabase.find(USER, "tty");

    assertThat(byName.gid()).isEqualTo(gid);
    assertThat(byName.groups()).isEqualTo(List.of(gid));
    assertThat(UserDatabase.find(USER, "" + gid)).isEqualTo(byName);
  }

  @Test
  void shouldTakeANumberThatNobodyHasWhenThereIsAGroup() throws Exception {
    assertThat(UserDatabase.find("54321", "12345"))
        .isEqualTo(new UserAccount("54321", 54321, 12345, List.of(12345), "/", "/bin/sh"));
    assertThatThrownBy(() -> UserDatabase.find("54321", null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("group");
  }

  @Test
  void shouldSaySoWhenThereIsNoSuchUserOrGroup() {
    assertThatThrownBy(() -> UserDatabase.find("no-such-user-here", null))
        .hasMessage("there is no user of that name");
    assertThatThrownBy(() -> UserDatabase.find(USER, "no-such-group-here"))
        .hasMessage("there is no group of that name");
  }
}
