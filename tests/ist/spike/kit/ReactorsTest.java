// SPDX-License-Identifier: Apache-2.0
package ist.spike.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReactorsTest {

  @TempDir
  Path directory;

  @Test
  void options_makeNoDirectoryForCopiesOfFiles() throws Exception {
    // Given
    VertxOptions options = Reactors.options(1, 1);
    options.getFileSystemOptions().setFileCacheDir(directory.resolve("cache").toString());

    // When
    Vertx vertx = Vertx.vertx(options);

    // Then
    try {
      assertThat(directory).isEmptyDirectory();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }
}
