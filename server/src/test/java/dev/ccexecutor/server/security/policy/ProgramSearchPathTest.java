package dev.ccexecutor.server.security.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramSearchPathTest {
  @TempDir Path temporary;

  private Path root;

  @BeforeEach
  void resolve() throws Exception {
    root = temporary.toRealPath();
  }

  private Path program(String name) throws Exception {
    Path program = root.resolve(name);
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void shouldTakeTheFirstOnThePathWhenThereAreSeveral() throws Exception {
    Path first = program("a/tool");
    program("b/tool");
    ProgramSearchPath path = ProgramSearchPath.of(root + "/none:" + root + "/a:" + root + "/b");

    AllowedProgram found = path.find("tool");

    assertThat(found.realPath()).isEqualTo(first);
    assertThat(found.names()).containsExactlyInAnyOrder("tool", first.toString());
  }

  @Test
  void shouldSkipWhatIsNoProgramWhenItSearches() throws Exception {
    Files.createDirectories(root.resolve("a/tool"));
    Files.writeString(Files.createDirectories(root.resolve("b")).resolve("tool"), "");
    Path program = program("c/tool");
    ProgramSearchPath path =
        ProgramSearchPath.of(root + "/a:" + root + "/b:relative::" + root + "/c");

    assertThat(path.find("tool").realPath()).isEqualTo(program);
  }

  @Test
  void shouldNotAnswerToTheNameAloneWhenThatIsAnotherProgram() throws Exception {
    program("a/tool");
    Path other = program("b/tool");
    ProgramSearchPath path = ProgramSearchPath.of(root + "/a");

    assertThat(path.find(other.toString()).names()).containsExactly(other.toString());
  }

  @Test
  void shouldKeepTheNameApartFromTheFileWhenItIsALink() throws Exception {
    Path file = program("lib/multi");
    Path link = root.resolve("bin/one");
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, file);
    Files.createSymbolicLink(root.resolve("bin/two"), file);
    ProgramSearchPath path = ProgramSearchPath.of(root + "/bin:" + root + "/lib");

    AllowedProgram found = path.find("one");

    assertThat(found.path()).isEqualTo(link);
    assertThat(found.realPath()).isEqualTo(file);
    assertThat(found.names()).containsExactlyInAnyOrder("one", link.toString());
  }

  @Test
  void shouldResolveTheDirectoryWhenThatIsALink() throws Exception {
    Path file = program("usr/bin/tool");
    Files.createSymbolicLink(root.resolve("bin"), root.resolve("usr/bin"));
    ProgramSearchPath path = ProgramSearchPath.of(root + "/bin:" + root + "/usr/bin");

    AllowedProgram found = path.find("tool");

    assertThat(found.path()).isEqualTo(file);
    assertThat(found.names())
        .containsExactlyInAnyOrder("tool", root + "/bin/tool", root + "/usr/bin/tool");
  }

  @Test
  void shouldAnswerToTheUsualDirectoriesWhenTheyAreNotOnThePath() throws Exception {
    assertThat(ProgramSearchPath.of("/bin").find("cat").names())
        .contains("cat", "/bin/cat", "/usr/bin/cat");
  }

  @Test
  void shouldFindNothingWhenThereIsNoPath() {
    assertThatThrownBy(() -> ProgramSearchPath.of(null).find("cat"))
        .isInstanceOf(NoProgramException.class)
        .hasMessage("is no program on PATH");
  }
}
