// SPDX-License-Identifier: Apache-2.0
package ist.spike.identity;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows our current SVID in every handshake, so that rotation needs no new listener.
 *
 * <p>A handshake asks three times: for an alias, for its chain, for its key. An alias stands for one
 * SVID and the one before it is kept, so a rotation in between cannot mix a chain with another key.
 */
public final class SvidKeyManager extends X509ExtendedKeyManager {

  private final SvidSource source;
  private volatile Held held;

  /** Presents what {@code source} has at the time of each handshake. */
  public SvidKeyManager(SvidSource source) {
    this.source = source;
    this.held = new Held(0, source.current(), Optional.empty());
  }

  @Override
  public @Nullable String chooseEngineClientAlias(String[] keyTypes,
      Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(String keyType,
      Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers,
      @Nullable Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers,
      @Nullable Socket socket) {
    return alias(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return aliases(keyType);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return find(alias).map(svid -> svid.chain().toArray(X509Certificate[]::new)).orElse(null);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return find(alias).map(Svid::key).orElse(null);
  }

  /** JSSE takes {@code null} for "none of these", here and below. */
  private String @Nullable [] aliases(String keyType) {
    String alias = alias(keyType);
    return alias == null ? null : new String[]{alias};
  }

  private @Nullable String alias(String... keyTypes) {
    Held now = refresh();
    String algorithm = now.svid.key().getAlgorithm();
    for (String keyType : keyTypes) {
      // TLS 1.2 asks for names such as EC_EC.
      if (keyType.equals(algorithm) || keyType.startsWith(algorithm + "_")) {
        return now.alias();
      }
    }
    return null;
  }

  private Optional<Svid> find(String alias) {
    Held now = held;
    if (alias.equals(now.alias())) {
      return Optional.of(now.svid);
    }
    return now.previous.filter(previous -> alias.equals(previous.alias())).map(Held::svid);
  }

  private Held refresh() {
    Svid current = source.current();
    Held now = held;
    return now.svid.leaf().equals(current.leaf()) ? now : replace();
  }

  private synchronized Held replace() {
    // Asked again: another handshake may have replaced it meanwhile, or the source moved on.
    Svid current = source.current();
    Held now = held;
    if (!now.svid.leaf().equals(current.leaf())) {
      Held last = new Held(now.number, now.svid, Optional.empty());
      held = new Held(now.number + 1, current, Optional.of(last));
    }
    return held;
  }

  private record Held(long number, Svid svid, Optional<Held> previous) {

    String alias() {
      return "svid-" + number;
    }
  }
}
