package dev.ccexecutor.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.net.InetSocketAddress;
import java.util.Set;

/** Dependencies point one way: transport → method → session → execution → posix. */
@AnalyzeClasses(
    packages = "dev.ccexecutor",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {
  private static final String SERVER = "dev.ccexecutor.server";

  private static final DescribedPredicate<JavaMethodCall> ASKS_A_NAME_SERVER =
      DescribedPredicate.describe(
          "may ask a name server",
          call ->
              call.getTargetOwner().getFullName().startsWith("java.net.Inet")
                  && Set.of(
                          "getByName",
                          "getAllByName",
                          "getLocalHost",
                          "getHostName",
                          "getCanonicalHostName")
                      .contains(call.getName()));

  @ArchTest
  static final ArchRule shouldPointOneWayAlongTheDataWhenPackagesDepend =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("top")
          .definedBy(SERVER, SERVER + ".cli..", SERVER + ".doctor..", SERVER + ".supervisor..")
          .layer("transport")
          .definedBy(SERVER + ".transport..")
          .layer("method")
          .definedBy(SERVER + ".method..")
          .layer("hook")
          .definedBy(SERVER + ".hook..")
          .layer("session")
          .definedBy(SERVER + ".session..")
          .layer("execution")
          .definedBy(SERVER + ".execution..")
          .layer("posix")
          .definedBy(SERVER + ".posix..")
          .whereLayer("top")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("transport")
          .mayOnlyBeAccessedByLayers("top")
          .whereLayer("method")
          .mayOnlyBeAccessedByLayers("top", "transport")
          .whereLayer("hook")
          .mayOnlyBeAccessedByLayers("top", "method")
          .whereLayer("session")
          .mayOnlyBeAccessedByLayers("top", "transport", "method")
          .whereLayer("execution")
          .mayOnlyBeAccessedByLayers("top", "method", "hook", "session")
          .whereLayer("posix")
          .mayOnlyBeAccessedByLayers("top", "transport", "method", "hook", "execution");

  @ArchTest
  static final ArchRule shouldKnowNothingOfTheServerWhenPackageIsLeaf =
      noClasses()
          .that()
          .resideInAnyPackage(
              SERVER + ".audit..",
              SERVER + ".config..",
              SERVER + ".logging..",
              SERVER + ".metrics..",
              SERVER + ".security..",
              SERVER + ".threading..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              SERVER,
              SERVER + ".cli..",
              SERVER + ".doctor..",
              SERVER + ".transport..",
              SERVER + ".method..",
              SERVER + ".hook..",
              SERVER + ".session..",
              SERVER + ".execution..",
              SERVER + ".posix..");

  @ArchTest
  static final ArchRule shouldKnowNothingOfTheServerWhenItIsTheProtocol =
      noClasses()
          .that()
          .resideInAPackage("dev.ccexecutor.protocol..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(SERVER + "..");

  /** So that Java programs can use it, with any server. */
  @ArchTest
  static final ArchRule shouldKnowNothingOfTheServerWhenItIsAboutAgents =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".agent..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(SERVER + "..").and(not(resideInAPackage(SERVER + ".agent.."))));

  /** So that a model has no way around what holds for clients. */
  @ArchTest
  static final ArchRule shouldUseTheServerAsClientsDoWhenItIsAboutModels =
      noClasses()
          .that()
          .resideInAPackage(SERVER + ".mcp..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(SERVER + "..")
                  .and(not(resideInAPackage(SERVER + ".mcp..")))
                  .and(not(resideInAPackage(SERVER + ".agent..")))
                  .and(not(resideInAPackage(SERVER + ".threading..")))
                  .and(not(resideInAPackage(SERVER + ".logging.."))));

  @ArchTest
  static final ArchRule shouldHaveNoCyclesBetweenPackagesOfServer =
      slices().matching(SERVER + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule shouldHaveNoCyclesBetweenPackagesOfProtocol =
      slices().matching("dev.ccexecutor.protocol.(*)..").should().beFreeOfCycles();

  /**
   * A name server that does not answer would hold up whoever asks, and peers' names are not known.
   */
  @ArchTest
  static final ArchRule shouldAskForNoNameWhenItIsNotAtTheStart =
      noClasses()
          .that()
          .resideInAPackage(SERVER + "..")
          .and()
          .resideOutsideOfPackages(SERVER + ".cli..", SERVER + ".doctor..")
          .and()
          .doNotHaveFullyQualifiedName(SERVER + ".transport.ClientAccess")
          .should()
          .callMethodWhere(ASKS_A_NAME_SERVER)
          .orShould()
          .callConstructor(InetSocketAddress.class, String.class, int.class);
}
