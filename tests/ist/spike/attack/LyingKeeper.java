// SPDX-License-Identifier: Apache-2.0
package ist.spike.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import ist.spike.fakes.LoopbackPorts;
import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidSource;
import ist.spike.identity.SvidTrustManager;
import ist.spike.identity.SvidVerifier;
import ist.spike.keyring.KeeperSlots;
import ist.spike.keyring.KeeperSlots.Contributor;
import ist.spike.wire.ContributeShare;
import ist.spike.wire.EmptyMessage;
import ist.spike.wire.HeldShare;
import ist.spike.wire.Operation;
import ist.spike.wire.ReturnShare;
import ist.spike.wire.Server;
import ist.spike.wire.SpikeException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * A Keeper written by hand, with a server that can do what no HTTP library lets one do. It keeps its
 * shares truly, takes every contribution, and lies when it is asked for one.
 */
final class LyingKeeper implements AutoCloseable {

  private static final int READ_LIMIT_MS = 30_000;
  private static final int MAX_HEAD_BYTES = 16 * 1024;
  private static final int DRIP_MS = 200;
  private static final int CHUNK = 4096;

  private final int port;
  private final SSLContext tls;
  private final KeeperSlots slots = new KeeperSlots();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ConcurrentHashMap<SSLSocket, Boolean> open = new ConcurrentHashMap<>();
  private volatile Optional<Lie> lie = Optional.empty();
  private Optional<SSLServerSocket> listener = Optional.empty();

  LyingKeeper(int port, SvidSource identity) throws Exception {
    this.port = port;
    this.tls = context(identity);
    listen();
  }

  URI url() {
    return LoopbackPorts.url(port);
  }

  /** Tells the truth from now on. */
  synchronized void tellTheTruth() throws IOException {
    lie = Optional.empty();
    hangUp();
    listen();
  }

  /** Lies from now on. */
  synchronized void tell(Lie lies) throws IOException {
    lie = Optional.of(lies);
    hangUp();
    if (lies == Lie.CUT_OFF) {
      stopListening();
    } else {
      listen();
    }
  }

  /** Forgets its shares, as a restart does. */
  void forget() {
    slots.close();
  }

  private void listen() throws IOException {
    if (listener.isPresent()) {
      return;
    }
    SSLServerSocket socket = (SSLServerSocket) tls.getServerSocketFactory()
        .createServerSocket(port, CHUNK, InetAddress.ofLiteral("127.0.0.1"));
    socket.setNeedClientAuth(true);
    listener = Optional.of(socket);
    threads.execute(() -> accept(socket));
  }

  private void accept(SSLServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        SSLSocket client = (SSLSocket) socket.accept();
        open.put(client, true);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that was gone before it was taken.
      }
    }
  }

  private void serve(SSLSocket client) {
    try (client) {
      client.setSoTimeout(READ_LIMIT_MS);
      client.startHandshake();
      boolean nexus = isNexus((X509Certificate) client.getSession().getPeerCertificates()[0]);
      DataInputStream in = new DataInputStream(client.getInputStream());
      String head = head(in);
      byte[] body = in.readNBytes(contentLength(head));
      answer(head.split(" ", 3)[1], body, nexus, client.getOutputStream());
    } catch (IOException e) {
      // The client has seen enough.
    } finally {
      open.remove(client);
    }
  }

  private void answer(String target, byte[] body, boolean nexus, OutputStream out)
      throws IOException {
    Operation operation = Operation.of(Server.KEEPER, target, "").orElseThrow();
    try {
      switch (operation) {
        case CONTRIBUTE_SHARE -> {
          slots.contribute(ContributeShare.parse(body),
              nexus ? Contributor.NEXUS : Contributor.BOOTSTRAP);
          send(out, EmptyMessage.json());
        }
        case KEEPER_STATE -> send(out, slots.state().toJson());
        default -> giveBack(ReturnShare.parse(body), out);
      }
    } catch (SpikeException e) {
      out.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(US_ASCII));
    }
  }

  private void giveBack(ReturnShare request, OutputStream out) throws IOException {
    try (HeldShare truth = slots.answer(request)) {
      if (lie.isEmpty()) {
        send(out, truth.toJson());
        return;
      }
      byte[] told = lie.get().tell(truth);
      switch (lie.get()) {
        case ENDLESS -> drone(out);
        case SILENT -> sleep(READ_LIMIT_MS);
        case SLOW -> drip(out, told);
        default -> send(out, told);
      }
    }
  }

  private static void send(OutputStream out, byte[] body) throws IOException {
    out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
        + "Content-Length: " + body.length + "\r\n\r\n").getBytes(US_ASCII));
    out.write(body);
    out.flush();
  }

  /** Until the other side hangs up. */
  private static void drone(OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"shard\":["
        .getBytes(US_ASCII));
    byte[] numbers = "1,".repeat(CHUNK).getBytes(US_ASCII);
    for (long sent = 0; sent < Long.MAX_VALUE; sent += numbers.length) {
      out.write(numbers);
    }
  }

  private static void drip(OutputStream out, byte[] body) throws IOException {
    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n")
        .getBytes(US_ASCII));
    for (byte each : body) {
      out.write(each);
      out.flush();
      sleep(DRIP_MS);
    }
  }

  private static void sleep(int ms) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
  }

  private static String head(DataInputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < MAX_HEAD_BYTES && head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  private static int contentLength(String head) {
    return head.lines().filter(line -> line.toLowerCase(Locale.ROOT)
        .startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
        .findFirst().orElse(0);
  }

  private static boolean isNexus(X509Certificate peer) throws IOException {
    try {
      return peer.getSubjectAlternativeNames().stream()
          .anyMatch(name -> String.valueOf(name.get(1)).endsWith("/spike/nexus"));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static SSLContext context(SvidSource identity) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[]{new SvidKeyManager(identity)},
        new TrustManager[]{new SvidTrustManager(new SvidVerifier(identity), id -> true)}, null);
    return context;
  }

  private void hangUp() throws IOException {
    for (SSLSocket client : open.keySet()) {
      client.close();
    }
  }

  private void stopListening() throws IOException {
    if (listener.isPresent()) {
      listener.get().close();
      listener = Optional.empty();
    }
  }

  @Override
  public synchronized void close() throws IOException {
    stopListening();
    hangUp();
    threads.shutdownNow();
    slots.close();
  }
}
