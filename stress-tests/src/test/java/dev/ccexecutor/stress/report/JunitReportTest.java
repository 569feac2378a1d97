package dev.ccexecutor.stress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JunitReportTest {

  @Test
  void shouldBeASuiteForEachCategoryWhenItIsReadBack() throws Exception {
    List<Element> suites = elements(validated(JunitReport.of(RunFixture.mixed())), "testsuite");

    assertThat(suites)
        .extracting(suite -> suite.getAttribute("name"))
        .containsExactly("simple", "flood");
    Element simple = suites.getFirst();
    assertThat(simple.getAttribute("tests")).isEqualTo("2");
    assertThat(simple.getAttribute("failures")).isEqualTo("0");
    assertThat(simple.getAttribute("skipped")).isEqualTo("1");
    assertThat(simple.getAttribute("time")).isEqualTo("1.500");
    assertThat(simple.getAttribute("timestamp")).isEqualTo("2026-01-02T03:04:05");
    assertThat(simple.getAttribute("hostname")).isEqualTo("127.0.0.1");
    assertThat(elements(simple, "testcase"))
        .extracting(each -> each.getAttribute("name"))
        .containsExactly("echo", "claude");
    assertThat(elements(simple, "property"))
        .anyMatch(
            property ->
                property.getAttribute("name").equals("marker")
                    && property.getAttribute("value").equals("marker-1"));
  }

  @Test
  void shouldSayWhatWasExpectedAndSeenWhenAScenarioFailed() throws Exception {
    Element root = validated(JunitReport.of(RunFixture.mixed()));

    List<Element> failures = elements(root, "failure");
    assertThat(failures).hasSize(1);
    Element failure = failures.getFirst();
    assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("yes");
    assertThat(failure.getAttribute("message")).isEqualTo("a check did not hold");
    assertThat(failure.getTextContent())
        .contains("checksum", "crc32c 00000001", "crc32c ffffffff")
        .doesNotContain("first held");
    assertThat(elements(root, "skipped"))
        .extracting(each -> each.getAttribute("message"))
        .containsExactly("there is no claude");
  }

  @Test
  void shouldStayValidWhenNamesAreHostile() throws Exception {
    Element root = validated(JunitReport.of(RunFixture.hostile()));

    assertThat(elements(root, "b")).isEmpty();
    assertThat(elements(root, "testcase").getFirst().getAttribute("name"))
        .startsWith("</x><b onclick='a'>\"quoted\" ]]> & a|b")
        .endsWith("\\u0000\\u001b[31m\\ud800 \\n# 😀");
    assertThat(elements(root, "failure").getFirst().getTextContent())
        .contains("seen:     </x><b onclick='a'>\"quoted\" ]]> &");
  }

  @Test
  void shouldBeValidWhenNothingWasRun() throws Exception {
    assertThat(elements(validated(JunitReport.of(RunFixture.empty())), "testsuite")).isEmpty();
  }

  private static Element validated(String text) throws Exception {
    var schema =
        SchemaFactory.newDefaultInstance()
            .newSchema(JunitReportTest.class.getResource("/junit-report.xsd"));
    schema.newValidator().validate(new StreamSource(new StringReader(text)));
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)))
        .getDocumentElement();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
