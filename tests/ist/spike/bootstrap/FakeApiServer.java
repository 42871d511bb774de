// SPDX-License-Identifier: Apache-2.0
package ist.spike.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The part of a Kubernetes API server that keeps one ConfigMap, on loopback. */
final class FakeApiServer implements AutoCloseable {

  private static final String PLACE = "/api/v1/namespaces/vault/configmaps";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private volatile String stored = "";
  private volatile int refusal;
  private volatile boolean appearsOnCreation;

  FakeApiServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** The cluster as a pod with a service account in {@code directory} sees it. */
  Cluster cluster(Path directory) throws IOException {
    Files.writeString(directory.resolve("namespace"), "vault\n");
    Files.writeString(directory.resolve("token"), "t0k3n\n");
    return new Cluster(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), directory,
        "bootstrap-7");
  }

  /** What is there, as JSON of its data; empty for nothing. */
  void store(String data) {
    stored = data.isEmpty() ? "" : configMap(data);
  }

  /** Answers everything with this status from now on. */
  void refuse(int status) {
    refusal = status;
  }

  /** Somebody else is quicker when it is created. */
  void appearOnCreation() {
    appearsOnCreation = true;
  }

  String stored() {
    return stored;
  }

  /** Method, path and bearer of each request. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      asked.add(method + " " + exchange.getRequestURI().getPath() + " "
          + exchange.getRequestHeaders().getFirst("Authorization"));
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      if (refusal != 0) {
        reply(exchange, refusal, status(refusal));
      } else if (method.equals("GET") && stored.isEmpty()) {
        reply(exchange, 404, status(404));
      } else if (method.equals("POST") && (appearsOnCreation || !stored.isEmpty())) {
        appearsOnCreation = false;
        stored = configMap("{\"bootstrap-completed\":\"false\"}");
        reply(exchange, 409, status(409));
      } else if (method.equals("GET")) {
        reply(exchange, 200, stored);
      } else {
        stored = body;
        reply(exchange, method.equals("POST") ? 201 : 200, body);
      }
    }
  }

  private static String configMap(String data) {
    return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":"
        + "\"spike-bootstrap-state\",\"namespace\":\"vault\",\"resourceVersion\":\"7\"},\"data\":"
        + data + "}";
  }

  private static String status(int code) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":" + code
        + ",\"reason\":\"r\",\"message\":\"m\"}";
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  static String place() {
    return PLACE;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
