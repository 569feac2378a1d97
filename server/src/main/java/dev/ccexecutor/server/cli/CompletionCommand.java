package dev.ccexecutor.server.cli;

import dev.ccexecutor.server.cli.client.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete our command lines. */
@Command(
    name = "completion",
    description =
        "Prints a script for the shell's completion: source <(cc-executor completion bash)",
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /** What picocli's part knows nothing of: which executions there are now. */
  private static final String IDS =
      """

      function _cc_executor_with_ids() {
        _complete_cc-executor "$@"
        local word=${COMP_WORDS[COMP_CWORD]} id rest
        case ${COMP_WORDS[1]} in
          logs|attach|pause|resume|cancel|kill|signal|wait|input) ;;
          *) return 0 ;;
        esac
        case $word in -*) return 0 ;; esac
        while read -r id rest; do
          if [ "$id" != ID ] && [ "${id#"$word"}" != "$id" -o -z "$word" ]; then
            COMPREPLY+=("$id")
          fi
        done < <("${COMP_WORDS[0]}" ps --all 2>/dev/null </dev/null)
      }
      complete -F _cc_executor_with_ids -o default cc-executor ./cc-executor
      """;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  private String shell;

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw new ParameterException(spec.commandLine(), "only for bash and zsh, not for " + shell);
    }
    PrintWriter out = spec.commandLine().getOut();
    // The script knows which of the two has read it.
    out.print(AutoComplete.bash("cc-executor", spec.root().commandLine()));
    out.print(IDS);
    out.flush();
    return ExitCode.OK;
  }
}
