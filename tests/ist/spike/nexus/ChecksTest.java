// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spiffe.spiffeid.SpiffeId;
import ist.spike.config.Settings;
import ist.spike.kit.ProgramSettings;
import ist.spike.wire.Call;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Operation;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of a share that a request brought. */
final class ChecksTest {

  private static final String RESTORE = "spiffe://spike.ist/spike/pilot/role/restore";

  private final Checks checks = new Checks(new Authorizer(
      ProgramSettings.roles(Settings.load("nexus", Optional.empty(), Map.of()))));
  private final Message message = new Message();

  /** Tells whether it was closed. */
  private static final class Message implements AutoCloseable {

    private boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void answer_stranger_closesWhatTheRequestBrought() {
    assertThatThrownBy(() -> answer("spiffe://spike.ist/workload", request -> {}))
        .extracting(e -> ((SpikeException) e).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    assertThat(message.closed).isTrue();
  }

  @Test
  void answer_invalid_closesWhatTheRequestBrought() {
    assertThatThrownBy(() -> answer(RESTORE, request -> {
      throw new SpikeException(ErrorCode.BAD_REQUEST, "out of range");
    })).hasMessage("out of range");
    assertThat(message.closed).isTrue();
  }

  @Test
  void answer_accepted_leavesItToWhoeverActs() {
    assertThat(answer(RESTORE, request -> {}).status()).isEqualTo(200);
    assertThat(message.closed).isFalse();
  }

  private Reply answer(String caller, Consumer<Message> validate) {
    Call call = new Call(Operation.RESTORE_SHARE, Optional.of(SpiffeId.parse(caller)),
        EmptyMessage.json(), "application/json");
    return checks.answer(call, new Checks.Steps<>(body -> message, validate,
        request -> Reply.ok(EmptyMessage.json())));
  }
}
