package dev.ccexecutor.server.security.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ccexecutor.protocol.execution.ExecuteParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyFileTest {
  private static final ProgramSearchPath PATH = ProgramSearchPath.of("/usr/bin:/bin");

  @TempDir Path directory;

  private Path write(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("policies.json"), text.replace('\'', '"'));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  private PolicyTable table(String text) throws Exception {
    return PolicyFile.read(write(text), PATH);
  }

  private List<String> problems(String text) throws IOException {
    Path file = write(text);
    PolicyException wrong =
        catchThrowableOfType(PolicyException.class, () -> PolicyFile.read(file, PATH));
    assertThat(wrong).as("the problems of %s", text).isNotNull();
    return wrong.problems().stream()
        .map(problem -> problem.substring(("policy file " + file + ": ").length()))
        .toList();
  }

  @Test
  void shouldTellEveryProblemWhenThereAreSeveral() throws Exception {
    List<String> problems =
        problems(
            "{'default':{'programs':['no-such','cat',7,'./x'],'shells':true,'shell':1,"
                + "'environment':['A-B'],'directories':['/no/such'],'spool':'yes',"
                + "'limits':{'timeout':-1,'cpu':5,'nice':20},'max_executions':0},"
                + "'principals':{'a b':{'programs':[]},'c':[]},'policies':{}}");

    assertThat(problems)
        .containsExactlyInAnyOrder(
            "default.shells: must be false where programs are listed: a shell runs all others",
            "default.programs[0]: \"no-such\" is no program on PATH",
            "default.programs[2]: must be a string, an array of strings, or an object",
            "default.programs[3]: \"./x\" is neither a name nor an absolute path",
            "default.directories: \"/no/such\" is not the absolute path of a directory",
            "default.directories: must name a directory",
            "default.environment: \"A-B\" is no name, nor a prefix such as PREFIX*",
            "default.limits.timeout: must be a number of seconds, more than 0 and at most"
                + " 315360000",
            "default.limits.nice: must be an integer from -20 to 19",
            "default.limits.cpu: is unknown; known are address_space_bytes, cpu_s, detach_ttl,"
                + " nice, oom_score_adj, open_files, processes, replay, timeout, window",
            "default.spool: must be true or false",
            "default.max_executions: must be an integer from 1 to 1000000",
            "default.shell: is unknown; known are default_timeout, directories, environment,"
                + " keep_leftovers, limits, max_executions, programs, shells, spool,"
                + " starts_per_minute",
            "principals.a b: is no name: 1 to 64 of A-Z a-z 0-9 . _ -",
            "principals.c: must be an object",
            "principals.c.programs: is missing; \"any\" lets every program run",
            "policies: is unknown; known are default, principals");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "{ | is no JSON",
        "[] | must be an object",
        "{} | has neither a default nor principals",
        "{'default':{}} | default.programs: is missing",
        "{'default':{'programs':'all'}} | default.programs: must be an array, or \"any\"",
        "{'default':{'programs':'any','programs':[]}} | is no JSON: Duplicate",
        "{'default':{'programs':'any'}} x | is no JSON",
        "{'default':{'programs':[['cat',1]]}} | default.programs[0]: must be an array of strings",
        "{'default':{'programs':[[]]}} | default.programs[0]: \"\" names no program",
        "{'default':{'programs':['']}} | default.programs[0]: \"\" names no program",
        "{'default':{'programs':['..']}} | default.programs[0]: \"..\" names no program",
        "{'default':{'programs':['/etc/passwd']}} | default.programs[0]: \"/etc/passwd\" is no"
            + " executable",
        "{'default':{'programs':['/usr/bin']}} | default.programs[0]: \"/usr/bin\" is no"
            + " executable",
        "{'default':{'programs':[{'command':['cat'],'args':'some'}]}} | default.programs[0].args:"
            + " must be",
        "{'default':{'programs':[{'run':['cat']}]}} | default.programs[0].run: is unknown",
        "{'default':{'programs':'any','directories':['tmp']}} | default.directories: \"tmp\" is"
            + " not",
        "{'default':{'programs':'any','directories':[]}} | default.directories: must name a"
            + " directory",
        "{'default':{'programs':'any','environment':'*'}} | default.environment: must be an array",
        "{'default':{'programs':'any','environment':['LD_**']}} | default.environment: \"LD_**\" is"
            + " no name",
        "{'default':{'programs':'any','limits':{'timeout':5},'default_timeout':6}} |"
            + " default.default_timeout: must be at most",
        "{'default':{'programs':'any','limits':{'window':1.5}}} | default.limits.window: must be an"
            + " integer",
        "{'default':{'programs':'any','max_executions':1e2}} | default.max_executions: must be an"
            + " integer",
        "{'default':{'programs':'any','shells':null}} | default.shells: must be true or false",
        "{'default':null} | default: must be an object"
      })
  void shouldNameThePlaceWhenSomethingIsWrong(String text, String problem) throws Exception {
    assertThat(problems(text)).anySatisfy(told -> assertThat(told).startsWith(problem));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-", "rwxrwxrwx"})
  void shouldRefuseAFileWhenOthersMayWriteToIt(String permissions) throws Exception {
    Path file = write("{'default':{'programs':'any'}}");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

    PolicyException wrong =
        catchThrowableOfType(PolicyException.class, () -> PolicyFile.read(file, PATH));

    assertThat(wrong.problems()).singleElement().asString().contains("chmod 644");
  }

  @Test
  void shouldTellAMissingFile() {
    PolicyException wrong =
        catchThrowableOfType(
            PolicyException.class, () -> PolicyFile.read(directory.resolve("none"), PATH));

    assertThat(wrong.problems()).singleElement().asString().contains("does not exist");
  }

  @Test
  void shouldFindEachItsPolicyWhenThereAreSeveral() throws Exception {
    PolicyTable table =
        table("{'default':{'programs':['cat']},'principals':{'ci':{'programs':'any'}}}");

    assertThat(table.policyOf("ci").commands()).isEqualTo(new CommandRules.Anything(false));
    assertThat(table.policyOf("other").commands()).isInstanceOf(CommandRules.Listed.class);
    assertThat(table("{'principals':{'ci':{'programs':'any'}}}").policyOf("other").commands())
        .isEqualTo(new CommandRules.Nothing());
  }

  @Test
  void shouldPermitNothingButWhatIsNamedWhenAPolicyIsShort() throws Exception {
    Policy policy = table("{'default':{'programs':['cat']}}").policyOf("x");

    assertThat(policy.environment().patterns()).isEmpty();
    assertThat(policy.spool()).isFalse();
    assertThat(policy.keepLeftovers()).isFalse();
    assertThat(policy.ceilings()).isEqualTo(Ceilings.NONE);
    assertThat(policy.pace()).isEqualTo(Policy.Pace.UNBOUNDED);
    assertThat(policy.directories()).isEmpty();
  }

  @Test
  void shouldWarnWhenAListedProgramCanRunOthers() throws Exception {
    PolicyTable table =
        table(
            "{'default':{'programs':['env','bash','cat','awk','find -name'],"
                + "'environment':['LD_PRELOAD','CI']}}");

    assertThat(table.warnings()).hasSize(4);
    assertThat(table.warnings()).anyMatch(line -> line.contains("env can run any other"));
    assertThat(table.warnings()).anyMatch(line -> line.contains("bash can run any other"));
    assertThat(table.warnings()).anyMatch(line -> line.contains("awk can run any other"));
    assertThat(table.warnings()).anyMatch(line -> line.contains("LD_PRELOAD can make"));
  }

  @Test
  void shouldWarnWhenOthersCanReplaceAProgram() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path program = Files.copy(Path.of("/bin/true"), open.resolve("tool"));

    PolicyTable table = table("{'default':{'programs':['" + program + "']}}");

    assertThat(table.warnings()).singleElement().asString().contains("can be replaced", "open");
  }

  @Test
  void shouldLoadTheExampleOfItsDocumentation() throws Exception {
    String page = Files.readString(Path.of("../docs/POLICIES.md"));
    Matcher example = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(example.find()).isTrue();
    String text = example.group(1).replace("/srv/build", directory.toString());

    PolicyTable table = table(text);

    Policy build = table.policyOf("build");
    assertThat(build.permit(ExecuteParams.command("git status -s | head -n 5").build(), "/bin/sh"))
        .isNotNull();
    assertThat(
            catchThrowableOfType(
                    CommandRefusedException.class,
                    () -> build.permit(ExecuteParams.command("git push").build(), "/bin/sh"))
                .reason())
        .isEqualTo("arguments_not_allowed");
    assertThat(table.policyOf("admin").commands()).isEqualTo(new CommandRules.Anything(true));
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void shouldRefuseAtOnceWhenItIsAPipeOrADevice() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    for (Path file : List.of(pipe, Path.of("/dev/zero"), directory)) {
      assertThatThrownBy(() -> PolicyFile.read(file, PATH))
          .isInstanceOf(PolicyException.class)
          .hasMessageContaining("is no regular file");
    }
  }
}
