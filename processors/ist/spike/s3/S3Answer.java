// SPDX-License-Identifier: Apache-2.0
package ist.spike.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Finds the texts of elements in an answer, wherever they are. Without document types and entities. */
final class S3Answer {

  private static final int MAX_ELEMENTS = 100_000;

  private final List<String[]> texts = new ArrayList<>();

  private S3Answer() {}

  static S3Answer read(InputStream body) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    S3Answer answer = new S3Answer();
    try {
      answer.fill(factory.createXMLStreamReader(body));
    } catch (XMLStreamException e) {
      throw new IOException("the answer is not the XML of S3: " + e.getMessage(), e);
    }
    return answer;
  }

  private void fill(XMLStreamReader reader) throws XMLStreamException, IOException {
    String name = "";
    StringBuilder text = new StringBuilder();
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          name = reader.getLocalName();
          text.setLength(0);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
          text.append(reader.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          if (reader.getLocalName().equals(name)) {
            texts.add(new String[]{name, text.toString().strip()});
          }
          name = "";
          if (texts.size() > MAX_ELEMENTS) {
            throw new IOException("the answer has more than " + MAX_ELEMENTS + " elements");
          }
        }
        default -> { // Comments and the like mean nothing.
        }
      }
    }
  }

  /** Every text of elements of this name, in their order. */
  List<String> all(String name) {
    return texts.stream().filter(each -> each[0].equals(name)).map(each -> each[1]).toList();
  }

  /** The first text of an element of this name; empty when there is none. */
  String first(String name) {
    return all(name).stream().findFirst().orElse("");
  }
}
