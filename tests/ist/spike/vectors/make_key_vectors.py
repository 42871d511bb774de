#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes keys.json, the test vectors of ops/format/keys.md, without a line of the Java code.

    pip install cryptography && python3 make_key_vectors.py > keys.json

Everything is fixed, so a second run writes the same bytes.
"""
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ROOT_KEYS = [bytes(range(1, 33)), bytes(31) + b"\x01", (N - 1).to_bytes(32, "big")]
PURPOSES = {"wrapping": 32, "cipher/1": 32, "cipher/2": 32, "manifest": 32, "backup-identity": 32,
            "key-id": 16}


def hkdf(key, info, size):
    """RFC 5869 with SHA-256 and no salt."""
    prk = hmac.new(bytes(32), key, hashlib.sha256).digest()
    out, block, i = b"", b"", 1
    while len(out) < size:
        block = hmac.new(prk, block + info + bytes([i]), hashlib.sha256).digest()
        out, i = out + block, i + 1
    return out[:size]


def derive(root, purpose, size):
    return hkdf(root, b"spike-camel/1/" + purpose.encode(), size)


def fields(*values):
    """Text, numbers and bytes, each with its length in front."""
    out = b""
    for value in values:
        if isinstance(value, str):
            value = value.encode()
        elif isinstance(value, int):
            value = struct.pack(">q", value)
        out += struct.pack(">I", len(value)) + value
    return out


def root_key_vector(root):
    derived = {purpose: derive(root, purpose, size) for purpose, size in PURPOSES.items()}
    manifest = Ed25519PrivateKey.from_private_bytes(derived["manifest"]).public_key()
    identity = X25519PrivateKey.from_private_bytes(derived["backup-identity"]).public_key()
    return {
        "root_key": root.hex(),
        "derived": {purpose: value.hex() for purpose, value in derived.items()},
        "manifest_public_key": manifest.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
        "backup_public_key": identity.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(),
    }


def share_set_vector(root, n, t):
    terms = [int.from_bytes(root, "big")]
    terms += [int.from_bytes(hashlib.sha256(b"term %d" % i).digest(), "big") % N for i in range(1, t)]
    shares = [sum(c * pow(x, i, N) for i, c in enumerate(terms)) % N for x in range(1, n + 1)]
    shares = [share.to_bytes(32, "big") for share in shares]
    key_id = derive(root, "key-id", 16)
    set_id = hashlib.sha256(b"set %d of %d" % (t, n)).digest()[:16]
    checks = [hashlib.sha256(fields("spike-camel/1/share-check", key_id, set_id, x, share)).digest()[:16]
              for x, share in enumerate(shares, 1)]
    encoded = b"\x01" + key_id + set_id + bytes([n, t]) + b"".join(checks)
    return {
        "root_key": root.hex(), "key_id": key_id.hex(), "share_set": set_id.hex(), "n": n, "t": t,
        "shares": [share.hex() for share in shares], "checks": [check.hex() for check in checks],
        "encoded": encoded.hex(),
    }


def fields_vectors():
    return [
        {"label": "a", "encoded": fields("a").hex()},
        {"label": "", "text": "", "number": 0, "bytes": "", "encoded": fields("", "", 0, b"").hex()},
        {"label": "spike-camel/1/test", "text": "pfad/\u00e4\u20ac\U0001d11e", "number": -2, "bytes": "00ff",
         "encoded": fields("spike-camel/1/test", "pfad/\u00e4\u20ac\U0001d11e", -2, b"\x00\xff").hex()},
    ]


def seal_vector(plaintext):
    key, nonce = bytes(range(32)), bytes(range(100, 112))
    data = fields("spike-camel/1/test", 7)
    return {"key": key.hex(), "associated_data": data.hex(), "plaintext": plaintext.hex(),
            "sealed": (nonce + AESGCM(key).encrypt(nonce, plaintext, data)).hex()}


def main():
    print(json.dumps({
        "about": "Written by make_key_vectors.py, which shares no code with the program.",
        "root_keys": [root_key_vector(root) for root in ROOT_KEYS],
        "fields": fields_vectors(),
        "share_sets": [share_set_vector(ROOT_KEYS[0], 3, 2), share_set_vector(ROOT_KEYS[0], 5, 3),
                       share_set_vector(ROOT_KEYS[2], 255, 128)],
        "sealed": [seal_vector(b""), seal_vector(b"x"), seal_vector(bytes(range(256)))],
    }, indent=1))


if __name__ == "__main__":
    main()
