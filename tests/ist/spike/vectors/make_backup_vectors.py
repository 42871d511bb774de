#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes backup.json: a whole small backup as ops/format/backup.md describes it, without a line of the Java code.

    pip install cryptography && python3 make_backup_vectors.py > backup.json

Everything is fixed, ephemeral keys and nonces too, so a second run writes the same bytes.
"""
import base64
import hashlib
import hmac
import io
import json
import struct
import tarfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOT_KEY = bytes(range(1, 33))
STORE_ID = bytes(range(0xA0, 0xB0))
CHUNK = 64 * 1024
MTIME = 1_767_323_045  # 2026-01-02T03:04:05Z


def made_up(text, size):
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(text.encode()).digest(size)


def hkdf(key, salt, info, size=32):
    prk = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()[:size]


def derive(purpose, size=32):
    return hkdf(ROOT_KEY, b"", b"spike-camel/1/" + purpose.encode(), size)


def share_set():
    checks = b"".join(made_up("check %d" % i, 16) for i in range(3))
    return b"\x01" + derive("key-id", 16) + made_up("share set", 16) + bytes([3, 2]) + checks


def b64(data):
    return base64.b64encode(data).rstrip(b"=")


def stanza(arguments, body):
    text = b64(body)
    lines = [text[i:i + 64] for i in range(0, len(text), 64)]
    if not lines or len(lines[-1]) == 64:
        lines.append(b"")
    return b"-> " + b" ".join(arguments) + b"\n" + b"\n".join(lines) + b"\n"


def x25519_stanza(public, file_key, name):
    ephemeral = X25519PrivateKey.from_private_bytes(made_up("ephemeral " + name, 32))
    share = ephemeral.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    wrap = hkdf(shared, share + public, b"age-encryption.org/v1/X25519")
    return stanza([b"X25519", b64(share)], ChaCha20Poly1305(wrap).encrypt(bytes(12), file_key, None))


def age(plaintext, recipients):
    file_key = made_up("file key", 16)
    header = b"age-encryption.org/v1\n"
    for name, public in recipients.items():
        header += x25519_stanza(public, file_key, name)
    header += stanza([b"spike", b"1"], STORE_ID + share_set()) + b"---"
    mac = hmac.new(hkdf(file_key, b"", b"header"), header, hashlib.sha256).digest()
    nonce = made_up("payload nonce", 16)
    payload = ChaCha20Poly1305(hkdf(file_key, nonce, b"payload"))
    out = header + b" " + b64(mac) + b"\n" + nonce
    count = max(1, -(-len(plaintext) // CHUNK))
    for i in range(count):
        last = b"\x01" if i == count - 1 else b"\x00"
        chunk = plaintext[i * CHUNK:(i + 1) * CHUNK]
        out += payload.encrypt(i.to_bytes(11, "big") + last, chunk, None)
    return out


def zstd(data):
    """One frame of raw blocks, without a checksum (RFC 8878, 3.1.1): nothing is compressed, so nothing is needed to do it."""
    out = struct.pack("<IB", 0xFD2FB528, 0x00) + bytes([0x38])  # window of 128 KB
    blocks = [data[i:i + CHUNK] for i in range(0, len(data), CHUNK)] or [b""]
    for i, block in enumerate(blocks):
        out += struct.pack("<I", (len(block) << 3) | (i == len(blocks) - 1))[:3] + block
    return out


def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(content), 0o600, MTIME
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def public_of(seed):
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def main():
    files = {"store.db": made_up("the store", 70_000), "include/etc/spire/server.conf": b"server {}\n"}
    manifest = {
        "format": 1, "id": "spike-a0a1a2a3-20260102T030405Z-7", "storeId": STORE_ID.hex(),
        "keyId": derive("key-id", 16).hex(), "shareSet": share_set().hex(), "dev": False,
        "time": "2026-01-02T03:04:05Z", "change": 7, "schema": 1, "setHash": made_up("set hash", 32).hex(),
        "rows": {"data_key": 5, "secret_meta": 2, "secret_version": 3, "policy": 1, "audit": 0}, "auditHead": "",
        "files": [{"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                  for name, content in files.items()],
        "earlier": [
            {"id": "spike-a0a1a2a3-20251201T030405Z-1", "sha256": "11" * 32, "time": "2025-12-01T03:04:05Z",
             "slot": "monthly", "pruned": ""},
            {"id": "spike-a0a1a2a3-20251202T030405Z-2", "sha256": "22" * 32, "time": "2025-12-02T03:04:05Z",
             "slot": "none", "pruned": "2025-12-17T03:05:00Z"}],
    }
    manifest_json = json.dumps(manifest, separators=(",", ":")).encode()
    signature = Ed25519PrivateKey.from_private_bytes(derive("manifest")).sign(manifest_json)
    operator = made_up("operator", 32)
    bundle = age(zstd(tar({"manifest.json": manifest_json, "manifest.sig": signature, **files})),
                 {"store": public_of(derive("backup-identity")), "operator": public_of(operator)})
    print(json.dumps({
        "about": "Written by make_backup_vectors.py, which shares no code with the program.",
        "root_key": ROOT_KEY.hex(), "store_id": STORE_ID.hex(), "share_set": share_set().hex(),
        "operator": operator.hex(), "manifest": manifest_json.decode(), "signature": signature.hex(),
        "store_sha256": hashlib.sha256(files["store.db"]).hexdigest(),
        "bundle_sha256": hashlib.sha256(bundle).hexdigest(), "bundle": base64.b64encode(bundle).decode(),
    }, indent=1))


if __name__ == "__main__":
    main()
