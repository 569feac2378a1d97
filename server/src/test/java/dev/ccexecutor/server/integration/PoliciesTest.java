package dev.ccexecutor.server.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.server.testkit.Deadline;
import dev.ccexecutor.server.testkit.RemoteCommand;
import dev.ccexecutor.server.testkit.RunningTestServer;
import dev.ccexecutor.server.testkit.TestClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A file of policies, as its clients meet it. */
@Timeout(60)
class PoliciesTest {
  @TempDir Path directory;

  private RunningTestServer server;
  private TestClient client;

  /** Of everybody, with apostrophes for quotes. */
  private void startWith(String policy) throws Exception {
    startWithFile("{'default':" + policy + "}");
  }

  private void startWithFile(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("policies.json"), text.replace('\'', '"'));
    server = RunningTestServer.start("policy-file", file.toString());
    client = server.connect();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private JsonNode refusal(Map<String, ?> params) {
    JsonNode error = client.callFailing("execute", params);
    assertThat(error.get("code").asInt()).as("%s", error).isEqualTo(-32001);
    return error.get("data");
  }

  private void assertRefused(Map<String, ?> params, String reason, String field) {
    JsonNode data = refusal(params);
    assertThat(data.get("reason").asString()).isEqualTo(reason);
    assertThat(data.path("field").asString("")).isEqualTo(field);
  }

  private static Map<String, Object> line(String line) {
    return Map.of("command", line);
  }

  private static Map<String, Object> line(String line, String name, Object value) {
    Map<String, Object> params = new HashMap<>(line(line));
    params.put(name, value);
    return params;
  }

  @Test
  void shouldRefuseEverythingWhenNoPolicyIsForAClient() throws Exception {
    startWithFile("{'principals':{'somebody':{'programs':'any','shells':true}}}");

    assertRefused(line("echo x"), "no_policy", "");
    assertRefused(Map.of("argv", List.of("echo")), "no_policy", "");
    assertThat(client.call("server.info", Map.of()).get("policy").get("programs")).isEmpty();
  }

  @Test
  void shouldPreferAClientsOwnPolicyWhenThereIsADefaultToo() throws Exception {
    startWithFile(
        "{'default':{'programs':['cat']},'principals':{'anonymous':{'programs':['echo']}}}");

    assertThat(client.run("echo x").stdout()).isEqualTo("x\n");
    assertRefused(line("cat"), "program_not_allowed", "command");
  }

  @Test
  void shouldRefuseLinesWhenNoShellMayRun() throws Exception {
    startWith("{'programs':'any'}");

    assertRefused(line("echo x"), "shell_not_allowed", "command");
    assertThat(client.run(Map.of("argv", List.of("echo", "x"))).stdout()).isEqualTo("x\n");
  }

  @Test
  void shouldRunShellLinesWhenThePolicyLetsThem() throws Exception {
    startWith("{'programs':'any','shells':true,'environment':['FOO']}");

    assertThat(client.run(line("echo $FOO; true && echo y", "env", Map.of("FOO", "x"))).stdout())
        .isEqualTo("x\ny\n");
    assertRefused(line("echo", "env", Map.of("BAR", "x")), "environment_not_allowed", "env.BAR");
  }

  @Test
  void shouldHoldAProgramToItsArgumentsWhenTheyAreFixed() throws Exception {
    startWith(
        "{'programs':['echo one',['echo','two','three'],"
            + "{'command':['echo','four'],'args':'exact'}]}");

    assertThat(client.run("echo one more").stdout()).isEqualTo("one more\n");
    assertThat(client.run("echo 'two' \"three\"").stdout()).isEqualTo("two three\n");
    assertThat(client.run("echo four").stdout()).isEqualTo("four\n");
    assertRefused(line("echo two"), "arguments_not_allowed", "command");
    assertRefused(line("echo four five"), "arguments_not_allowed", "command");
    assertRefused(line("echo -n one"), "arguments_not_allowed", "command");
    assertRefused(line("echo one | echo"), "arguments_not_allowed", "command");
    assertRefused(Map.of("argv", List.of("echo")), "arguments_not_allowed", "argv[0]");
  }

  @Test
  void shouldStartInTheFirstDirectoryWhenNoneIsAskedFor() throws Exception {
    Path inside = Files.createDirectories(directory.resolve("in/side"));
    startWith("{'programs':['pwd'],'directories':['" + inside.getParent() + "']}");

    assertThat(client.run("pwd").stdout().strip())
        .isEqualTo(inside.getParent().toRealPath().toString());
    assertThat(client.run(line("pwd", "cwd", inside.toString())).stdout().strip())
        .isEqualTo(inside.toRealPath().toString());
  }

  @Test
  void shouldRefuseADirectoryWhenItIsReallyOutside() throws Exception {
    Path inside = Files.createDirectories(directory.resolve("in"));
    Path beside = Files.createDirectories(directory.resolve("in-beside"));
    Path link = Files.createSymbolicLink(inside.resolve("link"), beside);
    Path into = Files.createSymbolicLink(beside.resolve("into"), inside);
    startWith("{'programs':['pwd'],'directories':['" + inside + "']}");

    for (String cwd :
        List.of(
            "/",
            ".",
            "..",
            beside.toString(),
            link.toString(),
            inside + "/..",
            inside + "/link/.",
            "/proc/self/root",
            "/proc/self/cwd",
            directory.toString())) {
      assertRefused(line("pwd", "cwd", cwd), "directory_not_allowed", "cwd");
    }
    assertThat(client.run(line("pwd", "cwd", into.toString())).stdout().strip())
        .isEqualTo(inside.toRealPath().toString());
  }

  @Test
  void shouldRefuseADirectoryWhenItWasExchangedForALink() throws Exception {
    Path inside = Files.createDirectories(directory.resolve("in"));
    Path work = Files.createDirectories(inside.resolve("work"));
    startWith("{'programs':['pwd'],'directories':['" + inside + "']}");
    Map<String, Object> params = line("pwd", "cwd", work.toString());
    assertThat(client.run(params).stdout()).isNotEmpty();

    Files.delete(work);
    Files.createSymbolicLink(work, Path.of("/"));

    assertRefused(params, "directory_not_allowed", "cwd");
  }

  @ParameterizedTest
  @CsvSource({
    "timeout, 61, timeout",
    "timeout, 0, timeout",
    "detach_ttl, 31, detach_ttl",
    "window, 8193, window",
    "replay, 4097, replay"
  })
  void shouldRefuseMoreThanACeiling(String name, long value, String field) throws Exception {
    startWith(
        "{'programs':['echo'],'limits':{'timeout':60,'detach_ttl':30,'window':8192,"
            + "'replay':4096}}");

    assertRefused(line("echo x", name, value), "limit_exceeded", field);
  }

  @ParameterizedTest
  @CsvSource({
    "cpu_s, 6",
    "address_space_bytes, 1073741825",
    "open_files, 65",
    "processes, 50001",
    "nice, 4",
    "oom_score_adj, 499"
  })
  void shouldRefuseMoreOfTheMachineThanACeiling(String name, long value) throws Exception {
    startWith(
        "{'programs':['echo'],'limits':{'cpu_s':5,'address_space_bytes':1073741824,"
            + "'open_files':64,'processes':50000,'nice':5,'oom_score_adj':500}}");

    assertRefused(
        line("echo x", "limits", Map.of(name, value)), "limit_exceeded", "limits." + name);
  }

  @Test
  void shouldApplyTheCeilingsWhenNothingIsAskedFor() throws Exception {
    startWith(
        "{'programs':'any','shells':true,'limits':{'cpu_s':5,'open_files':64,"
            + "'oom_score_adj':500}}");

    assertThat(client.run("ulimit -t; ulimit -n; cat /proc/self/oom_score_adj").stdout().lines())
        .containsExactly("5", "64", "500");
  }

  @Test
  void shouldEndACommandAtTheCeilingWhenItHasNoTimeoutOfItsOwn() throws Exception {
    startWith("{'programs':['sleep'],'limits':{'timeout':600},'default_timeout':0.05}");

    RemoteCommand command = client.run("sleep 500");

    assertThat(command.awaitCompleted().get("reason").asString()).isEqualTo("timeout");
  }

  @Test
  void shouldRefuseTheDiskAndLeftoversWhenAPolicyDoesNotNameThem() throws Exception {
    startWith("{'programs':['echo']}");

    assertRefused(line("echo x", "spool", "all"), "spool_not_allowed", "spool");
    assertRefused(line("echo x", "leftovers", "keep"), "leftovers_not_allowed", "leftovers");
    assertThat(client.run(line("echo x", "spool", "off")).stdout()).isEqualTo("x\n");
  }

  @Test
  void shouldLetTheDiskAndLeftoversWhenAPolicyNamesThem() throws Exception {
    startWith("{'programs':['echo'],'spool':true,'keep_leftovers':true}");

    Map<String, Object> params = new HashMap<>(line("echo x", "spool", "all"));
    params.put("leftovers", "keep");

    assertThat(client.run(params).stdout()).isEqualTo("x\n");
  }

  @Test
  void shouldCountAClientsCommandsInAllItsSessions() throws Exception {
    startWith("{'programs':['sleep','echo'],'max_executions':2}");
    RemoteCommand first = client.execute("sleep 600");
    TestClient other = server.connect();
    RemoteCommand second = other.execute(line("sleep 600", "execution_id", "second"));

    JsonNode error = other.callFailing("execute", line("echo x"));

    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("scope").asString()).isEqualTo("principal");
    assertThat(error.get("data").get("limit").asInt()).isEqualTo(2);
    JsonNode again = client.call("execute", line("sleep 600", "execution_id", "second"));
    assertThat(again.get("existing").asBoolean()).isTrue();
    first.control("KILL");
    first.awaitCompleted();
    Deadline.await("room for another").until(() -> startsNow(other));
    second.control("KILL");
    second.awaitCompleted();
  }

  private static boolean startsNow(TestClient client) {
    return client.request("execute", line("echo x")).has("result");
  }

  @Test
  void shouldFreeThePlaceWhenNothingCouldBeStarted() throws Exception {
    startWith("{'programs':['echo'],'max_executions':1}");

    for (int i = 0; i < 10; i++) {
      JsonNode error = client.callFailing("execute", line("echo x", "cwd", "/no/such"));
      assertThat(error.get("code").asInt()).isEqualTo(-32006);
    }

    Deadline.await("the place to be free").until(() -> startsNow(client));
  }

  @Test
  void shouldTellWhenToComeAgainWhenAClientStartsTooOften() throws Exception {
    startWith("{'programs':['echo'],'starts_per_minute':3}");
    for (int i = 0; i < 3; i++) {
      client.run("echo x");
    }

    JsonNode error = client.callFailing("execute", line("echo x"));

    assertThat(error.get("code").asInt()).isEqualTo(-32005);
    assertThat(error.get("data").get("scope").asString()).isEqualTo("starts_per_minute");
    assertThat(error.get("data").get("limit").asInt()).isEqualTo(3);
    assertThat(error.get("data").get("retry_after").asDouble()).isBetween(0.001, 20.0);
  }

  @Test
  void shouldFollowTheFileWhenItIsReplaced() throws Exception {
    startWith("{'programs':['echo']}");
    assertRefused(line("cat"), "program_not_allowed", "command");

    replace("{'default':{'programs':['cat']}}");

    Deadline.await("the new policy")
        .until(() -> client.request("execute", line("cat")).has("result"));
    assertRefused(line("echo x"), "program_not_allowed", "command");
  }

  @Test
  void shouldKeepTheOldPoliciesWhenTheNewOnesCannotBeUsed() throws Exception {
    startWith("{'programs':['echo']}");
    replace("{'default':{'programs':['no-such-program']}}");
    replace("{'default':{'programs':['cat'],'shell':true}}");
    replace("{");
    assertThat(client.run("echo x").stdout()).isEqualTo("x\n");

    replace("{'default':{'programs':['head','echo']}}");

    Deadline.await("the policy that can be used")
        .until(() -> client.request("execute", line("head")).has("result"));
    assertThat(client.run("echo x").stdout()).isEqualTo("x\n");
  }

  private void replace(String text) throws Exception {
    Path next = Files.writeString(directory.resolve("next.json"), text.replace('\'', '"'));
    Files.move(next, directory.resolve("policies.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void shouldTellAClientItsPolicy() throws Exception {
    startWith(
        "{'programs':['echo',{'command':['git','status'],'args':'exact'}],'environment':['CI'],"
            + "'directories':['/tmp'],'limits':{'timeout':60,'nice':3},'default_timeout':1.5,"
            + "'max_executions':4,'starts_per_minute':90}");

    assertThat(client.call("server.info", Map.of()).get("policy"))
        .isEqualTo(
            TestClient.json(
                "{'programs':[{'command':['echo'],'args':'any'},"
                    + "{'command':['git','status'],'args':'exact'}],'shells':false,"
                    + "'directories':['/tmp'],'environment':['CI'],'spool':false,"
                    + "'keep_leftovers':false,'limits':{'timeout':60,'nice':3},"
                    + "'default_timeout':1.5,'max_executions':4,'starts_per_minute':90}"));
  }
}
