package dev.ccexecutor.stress.xml;

import dev.ccexecutor.stress.text.VisibleText;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes one document into memory, an element a line. Texts may hold anything; what XML can't say
 * is made visible. For one thread.
 */
public final class XmlDocument {
  // Into memory: with an encoder at hand the JDK's writer tears pairs of surrogates apart.
  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter writer;

  public XmlDocument() {
    try {
      writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      writer.writeStartDocument("UTF-8", "1.0");
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
  }

  /**
   * Begins an element, which {@link #end} ends.
   *
   * @param attributes names and values in turn
   */
  public XmlDocument start(String name, String... attributes) {
    return write(
        () -> {
          writer.writeCharacters("\n");
          writer.writeStartElement(name);
          writeAttributes(attributes);
        });
  }

  /** An element without content. */
  public XmlDocument empty(String name, String... attributes) {
    return write(
        () -> {
          writer.writeCharacters("\n");
          writer.writeEmptyElement(name);
          writeAttributes(attributes);
        });
  }

  /** An element with nothing but text. */
  public XmlDocument text(String name, String content, String... attributes) {
    start(name, attributes);
    return write(
        () -> {
          writer.writeCharacters(VisibleText.lines(content));
          writer.writeEndElement();
        });
  }

  /** Ends the element that was begun last. */
  public XmlDocument end() {
    return write(
        () -> {
          writer.writeCharacters("\n");
          writer.writeEndElement();
        });
  }

  /** Ends it; the document as it is. */
  public String finish() {
    write(
        () -> {
          writer.writeEndDocument();
          writer.flush();
        });
    return text + "\n";
  }

  private void writeAttributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      // In one line: a reader takes each end of line in an attribute for a blank.
      writer.writeAttribute(attributes[i], VisibleText.line(attributes[i + 1]));
    }
  }

  private XmlDocument write(Writing writing) {
    try {
      writing.write();
    } catch (XMLStreamException e) {
      throw impossible(e);
    }
    return this;
  }

  private static IllegalStateException impossible(XMLStreamException e) {
    return new IllegalStateException("XML could not be written into memory", e);
  }

  @FunctionalInterface
  private interface Writing {
    void write() throws XMLStreamException;
  }
}
