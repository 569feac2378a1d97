package dev.ccexecutor.stress.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ccexecutor.stress.result.Outcome;
import dev.ccexecutor.stress.result.Sample;
import dev.ccexecutor.stress.result.ScenarioResult;
import dev.ccexecutor.stress.result.StressListener;
import dev.ccexecutor.stress.result.StressRun;
import dev.ccexecutor.stress.scenario.Form;
import dev.ccexecutor.stress.scenario.ScenarioFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All scenarios of the suite, in their short form, on the packaged server. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class StressSuiteTest {

  /** For the log of the build, which would be silent for minutes. */
  private static final class Lines implements StressListener {
    @Override
    public void onScenarioStarted(String name, String category) {}

    @Override
    public void onSample(Sample sample) {}

    @Override
    public void onScenarioEnded(ScenarioResult result) {
      System.out.printf(
          "stress: %s/%s %s in %d ms %s%n",
          result.category(),
          result.name(),
          result.outcome(),
          result.took().toMillis(),
          result.outcome() == Outcome.PASSED ? "" : result.reason());
    }

    @Override
    public void onRunEnded(StressRun run) {}
  }

  @Test
  void shouldHoldWhenAllCategoriesAreRunInTheirShortForm(@TempDir Path directory) throws Exception {
    RunPlan plan = new RunPlan(ScenarioFiles.bundled(Form.SHORT), 0, System.nanoTime());
    System.out.println("stress: seed " + plan.seed());

    StressRun run = new StressRunner(plan, directory, null, new Lines()).run();

    assertThat(run.scenarios()).hasSize(plan.scenarios().size() + 1);
    List<String> failures =
        run.scenarios().stream()
            .filter(result -> result.outcome() == Outcome.FAILED)
            .map(StressSuiteTest::describe)
            .toList();
    assertThat(failures).as("seed %d", plan.seed()).isEmpty();
  }

  private static String describe(ScenarioResult result) {
    return result.category()
        + "/"
        + result.name()
        + ": "
        + result.reason()
        + " "
        + result.failedChecks();
  }
}
