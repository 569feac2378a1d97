package dev.ccexecutor.protocol.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.protocol.jsonrpc.Json;
import dev.ccexecutor.protocol.jsonrpc.JsonRpcException;
import dev.ccexecutor.protocol.jsonrpc.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class FingerprintTest {

  @Test
  void shouldBeAnSha256InHex() throws JsonRpcException {
    assertThat(fingerprint("{'command':'ls'}")).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'command':'ls'} | {'command':'ls','execution_id':'x'}",
        "{'command':'ls'} | {'command':'ls','output':'binary','window':5000}",
        "{'command':'ls'} | {'command':'ls','unknown':1,'cwd':null}",
        "{'command':'ls','grace':5} | {'grace':5.0,'command':'ls'}",
        "{'command':'ls','env':{'A':'1','B':null}} | {'command':'ls','env':{'B':null,'A':'1'}}",
        "{'command':'ls','labels':{'a':'1','b':'2'}} | {'command':'ls','labels':{'b':'2','a':'1'}}"
      })
  void shouldBeTheSameWhenTheSameIsAskedFor(String one, String other) throws JsonRpcException {
    assertThat(fingerprint(one)).isEqualTo(fingerprint(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'argv':['ls']}",
        "{'command':'ls '}",
        "{'command':'ls','cwd':'/'}",
        "{'command':'ls','env':{}}",
        "{'command':'ls','env':{'A':null}}",
        "{'command':'ls','env':{'A':''}}",
        "{'command':'ls','stdin':'pipe'}",
        "{'command':'ls','pty':{'cols':1,'rows':1}}",
        "{'command':'ls','merge_stderr':true}",
        "{'command':'ls','timeout':1}",
        "{'command':'ls','idle_timeout':1}",
        "{'command':'ls','grace':1}",
        "{'command':'ls','replay':1}",
        "{'command':'ls','spool':'all'}",
        "{'command':'ls','when_full':'drop_oldest'}",
        "{'command':'ls','on_disconnect':'detach'}",
        "{'command':'ls','detach_ttl':1}",
        "{'command':'ls','leftovers':'keep'}",
        "{'command':'ls','drain_timeout':1}",
        "{'command':'ls','progress':1}",
        "{'command':'ls','limits':{'nice':1}}",
        "{'command':'ls','labels':{'a':'b'}}"
      })
  void shouldDifferWhenSomethingElseIsAskedFor(String params) throws JsonRpcException {
    assertThat(fingerprint(params)).isNotEqualTo(fingerprint("{'command':'ls'}"));
  }

  @Test
  void shouldDifferWhenArgumentsAreCutElsewhere() throws JsonRpcException {
    assertThat(fingerprint("{'argv':['a','b c']}"))
        .isNotEqualTo(fingerprint("{'argv':['a b','c']}"));
    assertThat(fingerprint("{'argv':['a','b']}")).isNotEqualTo(fingerprint("{'argv':['b','a']}"));
  }

  private static String fingerprint(String params) throws JsonRpcException {
    return Parameters.bind(Json.MAPPER.readTree(params.replace('\'', '"')), ExecuteParams.class)
        .fingerprint();
  }
}
