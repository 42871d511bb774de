// SPDX-License-Identifier: Apache-2.0
package ist.spike.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The S3 server of the library moto, on loopback. It keeps versions and locks, and knows which requests S3 refuses. It
 * looks at no signature and does not tell how long an object is locked, but in headers; {@link FakeS3} does both.
 */
final class MotoServer implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Running on http://127.0.0.1:(\\d+)");
  private static final int MAX_TRIES = 1_200;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI address;

  MotoServer(Path directory) throws IOException, InterruptedException {
    Path log = directory.resolve("moto.log");
    // .ci/run puts it on this machine.
    process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
        .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    address = URI.create("http://127.0.0.1:" + await(log));
  }

  private int await(Path log) throws IOException, InterruptedException {
    for (int i = 0; i < MAX_TRIES && process.isAlive(); i++) {
      Matcher port = LISTENING.matcher(Files.readString(log, UTF_8));
      if (port.find()) {
        return Integer.parseInt(port.group(1));
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
    throw new AssertionError("moto does not listen: " + Files.readString(log, UTF_8));
  }

  URI address() {
    return address;
  }

  /** As somebody with all rights to the account does it; status, headers and body of the answer. */
  String ask(String method, String pathAndQuery, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(pathAndQuery))
        .method(method, HttpRequest.BodyPublishers.noBody())
        .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + FakeS3.ID
            + "/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.headers().map() + " " + answer.body();
  }

  @Override
  public void close() {
    client.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
