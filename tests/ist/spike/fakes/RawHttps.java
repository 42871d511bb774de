// SPDX-License-Identifier: Apache-2.0
package ist.spike.fakes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ist.spike.identity.SvidKeyManager;
import ist.spike.identity.SvidSource;
import ist.spike.identity.SvidTrustManager;
import ist.spike.identity.SvidVerifier;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * One connection over mutual TLS on which a test says exactly the bytes it wants to say. Nothing is
 * tidied up on the way: broken requests arrive broken.
 */
public final class RawHttps implements AutoCloseable {

  private static final int TIMEOUT_MS = 20_000;

  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;

  private RawHttps(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** What {@code who} needs to make connections; making it costs more than a connection. */
  public static SSLContext context(SvidSource who) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[]{new SvidKeyManager(who)},
          new TrustManager[]{new SvidTrustManager(new SvidVerifier(who), id -> true)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has TLS", e);
    }
  }

  public static RawHttps connect(SSLContext context, int port) throws IOException {
    return connect(context, new Socket("localhost", port));
  }

  /** A client whose system keeps next to nothing for it, so that what it does not read is not taken. */
  public static RawHttps connectWithoutBuffer(SSLContext context, int port) throws IOException {
    Socket plain = new Socket();
    plain.setReceiveBufferSize(1_024);
    plain.connect(new InetSocketAddress("localhost", port));
    return connect(context, plain);
  }

  private static RawHttps connect(SSLContext context, Socket plain) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost",
        plain.getPort(), true);
    try {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      return new RawHttps(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Sends text, one byte a character. */
  public void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  /** Posts a body with its length. */
  public RawAnswer post(String target, String contentType, byte[] body) throws IOException {
    return request("POST", target, contentType, body);
  }

  public RawAnswer post(String target, String json) throws IOException {
    return post(target, "application/json", json.getBytes(UTF_8));
  }

  public RawAnswer request(String method, String target, String contentType, byte[] body)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes((method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        + contentType + "\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(UTF_8));
    request.writeBytes(body);
    send(request.toByteArray());
    return read(method.equals("HEAD"));
  }

  public RawAnswer read() throws IOException {
    return read(false);
  }

  /** Whether the server has closed the connection; waits for it, or for the next byte. */
  public boolean isClosed() {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Until the server has closed the connection, or is silent for long. */
  public void readToTheEnd() {
    try {
      while (in.read() >= 0) {
        // More of what it has to say.
      }
    } catch (IOException e) {
      // Closed, or silent.
    }
  }

  private RawAnswer read(boolean withoutBody) throws IOException {
    String status = line();
    int code = Integer.parseInt(status.split(" ", -1)[1]);
    NavigableMap<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT),
          name -> new ArrayList<>()).add(line.substring(colon + 1).trim());
    }
    if (code == 100) {
      return read(withoutBody);
    }
    int length = withoutBody
        ? 0
        : Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).getFirst());
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("the body is cut off");
    }
    return new RawAnswer(code, headers, body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("closed after '" + line.toString(ISO_8859_1) + "'");
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError("a socket always closes", e);
    }
  }
}
