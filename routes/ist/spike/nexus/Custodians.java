// SPDX-License-Identifier: Apache-2.0
package ist.spike.nexus;

import ist.spike.wire.Call;
import ist.spike.wire.ErrorCode;
import ist.spike.wire.Reply;
import ist.spike.wire.SpikeException;

/** What people who keep recovery shares can ask for (wire spec 3.4). */
interface Custodians {

  /** Where the root key dies with the process there are none: SPIKE refuses before it looks. */
  Custodians NONE = new Custodians() {

    @Override
    public Reply recover(Call call) {
      throw refused();
    }

    @Override
    public Reply restore(Call call) {
      throw refused();
    }

    @Override
    public Reply recoverEncrypted(Call call) {
      throw refused();
    }

    @Override
    public Reply confirm(Call call) {
      throw refused();
    }

    private SpikeException refused() {
      return new SpikeException(ErrorCode.BAD_REQUEST,
          "the memory backend's root key is made with the process and shared with nobody");
    }
  };

  /** Every recovery share. */
  Reply recover(Call call);

  /** Every recovery share, each as a file for its custodian. */
  Reply recoverEncrypted(Call call);

  /** Somebody holds an intact share. */
  Reply confirm(Call call);

  /** One recovery share comes back. */
  Reply restore(Call call);
}
