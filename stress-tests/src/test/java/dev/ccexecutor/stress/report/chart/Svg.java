package dev.ccexecutor.stress.report.chart;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A picture as a program reads it. */
final class Svg {
  private final Element root;

  private Svg(Element root) {
    this.root = root;
  }

  static Svg parse(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setNamespaceAware(true);
    Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    return new Svg(document.getDocumentElement());
  }

  /** The lines of a series: of each the points. */
  List<String[]> polylines(int series) {
    return elements("polyline").stream()
        .filter(line -> isOf(line, "s" + series))
        .map(line -> line.getAttribute("points").split(" "))
        .toList();
  }

  long circles(int series) {
    return elements("circle").stream().filter(each -> isOf(each, "s" + series)).count();
  }

  List<String> texts(String style) {
    return elements("text").stream()
        .filter(each -> each.getAttribute("class").equals(style))
        .map(Element::getTextContent)
        .toList();
  }

  List<Element> rectangles(String style) {
    return elements("rect").stream()
        .filter(each -> each.getAttribute("class").equals(style))
        .toList();
  }

  List<Element> elements(String name) {
    NodeList nodes = root.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static boolean isOf(Element line, String style) {
    return ((Element) line.getParentNode()).getAttribute("class").equals("series " + style);
  }
}
