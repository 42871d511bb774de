// SPDX-License-Identifier: Apache-2.0
package ist.spike.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import ist.spike.shard.ShareException;
import ist.spike.shard.ShareSet;
import ist.spike.store.StoreId;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.SpikeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The manifest as the bytes that are signed. */
final class ManifestJson {

  static final int FORMAT = 1;

  private static final String DOCUMENT = "the manifest";
  private static final JsonFactory JSON = new JsonFactory();
  private static final List<String> TABLES =
      List.of("data_key", "secret_meta", "secret_version", "policy", "audit");

  private ManifestJson() {}

  static byte[] write(Manifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeNumberField("format", FORMAT);
      out.writeStringField("id", manifest.id().text());
      out.writeStringField("storeId", manifest.storeId().hex());
      out.writeStringField("keyId", manifest.shareSet().keyId().hex());
      out.writeStringField("shareSet", HexFormat.of().formatHex(manifest.shareSet().toBytes()));
      out.writeBooleanField("dev", manifest.dev());
      out.writeStringField("time", manifest.time().toString());
      writeContents(out, manifest.contents());
      writeFiles(out, manifest.files());
      writeEarlier(out, manifest.earlier());
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void writeContents(JsonGenerator out, Manifest.Contents contents)
      throws IOException {
    out.writeNumberField("change", contents.change());
    out.writeNumberField("schema", contents.schema());
    out.writeStringField("setHash", contents.setHash());
    out.writeObjectFieldStart("rows");
    for (String table : TABLES) {
      out.writeNumberField(table, contents.rows().getOrDefault(table, 0L));
    }
    out.writeEndObject();
    out.writeStringField("auditHead", contents.auditHead());
  }

  private static void writeFiles(JsonGenerator out, List<BundleMember> files) throws IOException {
    out.writeArrayFieldStart("files");
    for (BundleMember file : files) {
      out.writeStartObject();
      out.writeStringField("name", file.name());
      out.writeNumberField("size", file.sizeBytes());
      out.writeStringField("sha256", file.sha256());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeEarlier(JsonGenerator out, List<EarlierBackup> earlier)
      throws IOException {
    out.writeArrayFieldStart("earlier");
    for (EarlierBackup backup : earlier) {
      out.writeStartObject();
      out.writeStringField("id", backup.id().text());
      out.writeStringField("sha256", backup.sha256());
      out.writeStringField("time", backup.time().toString());
      out.writeStringField("slot", backup.slot().text());
      out.writeStringField("pruned", backup.pruned().map(Instant::toString).orElse(""));
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  /** Reads what {@link #write} wrote; anything else is {@code DAMAGED}. */
  static Manifest parse(byte[] json) {
    JsonTree tree = JsonTree.parse(json, DOCUMENT).exactly("format", "id", "storeId", "keyId",
        "shareSet", "dev", "time", "change", "schema", "setHash", "rows", "auditHead", "files",
        "earlier");
    if (tree.number("format") != FORMAT) {
      throw new SpikeException(ErrorCode.BAD_SETTING, "the backup has format "
          + tree.number("format") + ", this program knows " + FORMAT
          + "; use the program that wrote it");
    }
    try {
      ShareSet shareSet = ShareSet.parse(HexFormat.of().parseHex(tree.text("shareSet")));
      if (!shareSet.keyId().hex().equals(tree.text("keyId"))) {
        throw JsonTree.damaged(DOCUMENT, "its key id is not that of its share set");
      }
      return new Manifest(BackupId.parse(tree.text("id")), new StoreId(tree.text("storeId")),
          shareSet, tree.flag("dev"), tree.time("time"), contents(tree),
          tree.objects("files").stream().map(ManifestJson::file).toList(),
          tree.objects("earlier").stream().map(ManifestJson::earlier).toList());
    } catch (IllegalArgumentException | ShareException e) {
      throw new SpikeException(ErrorCode.DAMAGED, "the manifest cannot be read", e);
    }
  }

  private static Manifest.Contents contents(JsonTree tree) {
    JsonTree rows = tree.object("rows").exactly(TABLES.toArray(String[]::new));
    Map<String, Long> counts = new LinkedHashMap<>();
    TABLES.forEach(table -> counts.put(table, rows.number(table)));
    return new Manifest.Contents(tree.number("change"), tree.number("schema"),
        tree.text("setHash"), counts, tree.text("auditHead"));
  }

  private static BundleMember file(JsonTree tree) {
    tree.exactly("name", "size", "sha256");
    return new BundleMember(tree.text("name"), tree.number("size"), tree.text("sha256"));
  }

  private static EarlierBackup earlier(JsonTree tree) {
    tree.exactly("id", "sha256", "time", "slot", "pruned");
    return new EarlierBackup(BackupId.parse(tree.text("id")), tree.text("sha256"),
        tree.time("time"), Slot.of(tree.text("slot")),
        tree.text("pruned").isEmpty() ? Optional.empty() : Optional.of(tree.time("pruned")));
  }
}
