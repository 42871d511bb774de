// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import ist.spike.wire.SpikeException;
import java.io.InputStream;
import java.util.List;

/**
 * A place for finished backups, named by a Camel endpoint URI. Every method throws a {@link
 * SpikeException} that names the place when it cannot do its work; trying again later may help.
 */
interface Destination {

  /** The URI without its options, which may hold credentials. */
  String name();

  /** Stores a file under this name; when this returns it is complete and durable. */
  void put(String file, InputStream content);

  /** Reads a file from where it lies; the caller closes the stream. */
  InputStream open(String file);

  /** The names of all finished files. */
  List<String> list();

  /** Removes a file; when this returns a listing does not show it. */
  void delete(String file);

  /** Removes what an upload that was cut off has left. */
  void clean();
}
