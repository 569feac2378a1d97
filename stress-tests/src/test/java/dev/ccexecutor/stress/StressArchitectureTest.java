package dev.ccexecutor.stress;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What the suite consists of, as opposed to its tests. */
@AnalyzeClasses(
    packages = "dev.ccexecutor.stress",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class StressArchitectureTest {

  @ArchTest
  static final ArchRule shouldHaveNoCyclesBetweenItsPackages =
      slices().matching("dev.ccexecutor.stress.(*)..").should().beFreeOfCycles();
}
