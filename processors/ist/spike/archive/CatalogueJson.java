// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import ist.spike.crypto.RootKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The catalogue as a file: one line with the signature, then JSON (ops/format/backup.md). */
public final class CatalogueJson {

  static final int FORMAT = 1;

  private static final String DOCUMENT = "the catalogue";
  private static final SignedDocument SIGNED =
      new SignedDocument(DOCUMENT, "spike-camel/1/catalogue");
  private static final JsonFactory JSON = new JsonFactory();

  private CatalogueJson() {}

  /** Writes and signs. */
  public static byte[] write(Catalogue catalogue, RootKey key) {
    return SIGNED.sign(json(catalogue), key);
  }

  /** Reads what {@link #write} wrote with the same key; anything else is {@code DAMAGED}. */
  public static Catalogue parse(byte[] file, RootKey key) {
    byte[] json = SIGNED.open(file, key);
    JsonTree tree = JsonTree.parse(json, DOCUMENT).exactly("format", "backups");
    if (tree.number("format") != FORMAT) {
      throw JsonTree.damaged(DOCUMENT, "it has format " + tree.number("format")
          + ", this program knows " + FORMAT);
    }
    return new Catalogue(
        tree.objects("backups").stream().map(CatalogueJson::entry).toList());
  }

  private static byte[] json(Catalogue catalogue) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("format", FORMAT);
      out.writeArrayFieldStart("backups");
      for (CatalogueEntry entry : catalogue.entries()) {
        write(out, entry);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator out, CatalogueEntry entry) throws IOException {
    out.writeStartObject();
    out.writeStringField("id", entry.id().text());
    out.writeNumberField("size", entry.sizeBytes());
    out.writeStringField("sha256", entry.sha256());
    out.writeStringField("keyId", entry.keyId());
    out.writeStringField("includes", entry.includeHash());
    out.writeStringField("auditHead", entry.auditHead());
    out.writeArrayFieldStart("places");
    for (Place place : entry.places()) {
      out.writeStartObject();
      out.writeStringField("destination", place.destination());
      out.writeBooleanField("copy", place.copy());
      out.writeStringField("level", place.level().text());
      out.writeArrayFieldStart("passed");
      for (Check check : place.passed()) {
        out.writeString(check.text());
      }
      out.writeEndArray();
      out.writeStringField("checked", place.checkedAt().toString());
      out.writeStringField("problem", place.problem());
      out.writeStringField("pruned", place.pruned().map(Instant::toString).orElse(""));
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static CatalogueEntry entry(JsonTree tree) {
    tree.exactly("id", "size", "sha256", "keyId", "includes", "auditHead", "places");
    return new CatalogueEntry(BackupId.parse(tree.text("id")), tree.number("size"),
        tree.text("sha256"), tree.text("keyId"), tree.text("includes"),
        tree.text("auditHead"),
        tree.objects("places").stream().map(CatalogueJson::place).toList());
  }

  private static Place place(JsonTree tree) {
    tree.exactly("destination", "copy", "level", "passed", "checked", "problem", "pruned");
    Set<Check> passed = EnumSet.noneOf(Check.class);
    tree.texts("passed").forEach(check -> passed.add(Check.of(check)));
    return new Place(tree.text("destination"), tree.flag("copy"), Level.of(tree.text("level")),
        passed, tree.time("checked"), tree.text("problem"),
        tree.text("pruned").isEmpty() ? Optional.empty() : Optional.of(tree.time("pruned")));
  }
}
