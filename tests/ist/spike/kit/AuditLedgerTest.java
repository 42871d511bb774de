// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.audit.AuditRecord;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.RequestTrace;
import ist.spike.wire.Server;
import ist.spike.wire.SpikeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditLedgerTest {

  private static final String CALLER = "spiffe://spike.ist/workload/1";

  private final List<AuditRecord> records = new ArrayList<>();
  private final Ledger ledger = new AuditLedger(Server.NEXUS, records::add);

  @Test
  void record_knownOperation_namesItAndItsSubject() {
    // Given
    HttpRequest request = request(Operation.GET_SECRET.path(), "get");
    request.trace().about("a/b");

    // When
    Reply sent = ledger.record(request, Reply.failure(Operation.GET_SECRET, ErrorCode.NOT_FOUND));

    // Then
    assertThat(sent.status()).isEqualTo(404);
    assertThat(records).singleElement().satisfies(record -> {
      assertThat(record.requestId()).isEqualTo("r-1");
      assertThat(record.caller()).isEqualTo(CALLER);
      assertThat(record.operation()).isEqualTo("get-secret");
      assertThat(record.subject()).isEqualTo("a/b");
      assertThat(record.outcome()).isEqualTo("failed");
      assertThat(record.status()).isEqualTo(404);
      assertThat(record.code()).isEqualTo("api_not_found");
      assertThat(record.micros()).isNotNegative();
    });
  }

  @Test
  void record_unknownPath_namesWhatWasAsked() {
    ledger.record(request("/v1/none", "x"), Reply.failure(ErrorCode.BAD_REQUEST));

    assertThat(records).singleElement().satisfies(record -> {
      assertThat(record.operation()).isEmpty();
      assertThat(record.subject()).isEqualTo("/v1/none?action=x");
    });
  }

  @Test
  void record_changeThatHasItsRow_isNotRecordedAgainUnlessItFailsAfterAll() {
    // Given
    HttpRequest request = request(Operation.PUT_SECRET.path(), "");
    request.trace().recorded();

    // When
    ledger.record(request, Reply.ok("{}".getBytes(UTF_8)));
    ledger.record(request, Reply.failure(Operation.PUT_SECRET, ErrorCode.INTERNAL));

    // Then
    assertThat(records).extracting(AuditRecord::status).containsExactly(500);
  }

  @Test
  void record_thatCannotBeWritten_is503AndWhatItCameToIsForgotten() {
    // Given
    Ledger full = new AuditLedger(Server.NEXUS, record -> {
      throw new SpikeException(ErrorCode.BUSY, "no room");
    });
    byte[] secret = "{\"data\":{\"k\":\"v\"}}".getBytes(UTF_8);

    // When
    Reply known = full.record(request(Operation.GET_SECRET.path(), "get"), Reply.ok(secret));
    Reply unknown = full.record(request("/v1/none", ""), Reply.failure(ErrorCode.BAD_REQUEST));

    // Then
    assertThat(known.status()).isEqualTo(503);
    assertThat(new String(known.body(), UTF_8))
        .isEqualTo("{\"data\":null,\"err\":\"api_busy\"}");
    assertThat(secret).containsOnly(0);
    assertThat(new String(unknown.body(), UTF_8)).isEqualTo("{\"err\":\"api_busy\"}");
  }

  private static HttpRequest request(String path, String action) {
    return new HttpRequest("POST", path, action, "application/json", new byte[0],
        Optional.of(SpiffeId.parse(CALLER)), new RequestTrace("r-1"));
  }
}
