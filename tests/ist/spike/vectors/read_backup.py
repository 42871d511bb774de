#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Opens a backup with nothing but ops/format/backup.md, ops/format/keys.md and the root key. Shares no code with the program.

    python3 read_backup.py BACKUP.age ROOT-KEY-FILE OUTPUT-DIRECTORY

The root key file holds 64 hexadecimal digits. Needs the package `cryptography` and the tool `zstd`. Every check that the format
page names is made; the first one that fails ends with a sentence and exit code 1. What it prints is the manifest.
"""
import base64
import hashlib
import hmac
import io
import json
import pathlib
import subprocess
import sys
import tarfile

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CHUNK = 64 * 1024
TAG = 16


def require(condition, sentence):
    if not condition:
        raise SystemExit("read_backup: " + sentence)


def hkdf(key, salt, info, size=32):
    prk = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    return hmac.new(prk, info + b"\x01", hashlib.sha256).digest()[:size]


def unpadded(text):
    return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)


def read_header(file):
    """The stanzas, the bytes that the MAC covers, and the MAC."""
    covered = file.readline()
    require(covered == b"age-encryption.org/v1\n", "not an age file")
    stanzas = []
    line = file.readline()
    while line.startswith(b"-> "):
        covered += line
        arguments, body = line[3:-1].split(b" "), b""
        while True:
            line = file.readline()
            covered += line
            body += line[:-1]
            if len(line) <= 64:
                break
        stanzas.append((arguments, unpadded(body)))
        line = file.readline()
    require(line.startswith(b"--- "), "the header has no end")
    return stanzas, covered + b"---", unpadded(line[4:-1])


def unwrap(stanzas, identity):
    key = X25519PrivateKey.from_private_bytes(identity)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    for arguments, body in stanzas:
        if arguments[0] == b"X25519":
            share = unpadded(arguments[1])
            wrap = hkdf(key.exchange(X25519PublicKey.from_public_bytes(share)), share + public,
                        b"age-encryption.org/v1/X25519")
            try:
                return ChaCha20Poly1305(wrap).decrypt(bytes(12), body, None)
            except InvalidTag:
                continue
    raise SystemExit("read_backup: not encrypted to this root key")


def decrypt(file, file_key):
    cipher = ChaCha20Poly1305(hkdf(file_key, file.read(16), b"payload"))
    counter, chunk = 0, file.read(CHUNK + TAG)
    while True:
        following = file.read(CHUNK + TAG)
        nonce = counter.to_bytes(11, "big") + (b"\x00" if following else b"\x01")
        try:
            yield cipher.decrypt(nonce, chunk, None)
        except InvalidTag:
            raise SystemExit("read_backup: chunk %d was altered, or the end is missing" % counter)
        if not following:
            return
        counter, chunk = counter + 1, following


def check_manifest(raw, signature, root, header):
    signer = Ed25519PrivateKey.from_private_bytes(hkdf(root, b"", b"spike-camel/1/manifest")).public_key()
    try:
        signer.verify(signature, raw)
    except InvalidSignature:
        raise SystemExit("read_backup: the manifest is not signed by this store")
    manifest = json.loads(raw)
    require(raw == json.dumps(manifest, separators=(",", ":"), ensure_ascii=False).encode(),
            "the manifest has white space or escapes that it must not have")
    require(list(manifest) == ["format", "id", "storeId", "keyId", "shareSet", "dev", "time", "change", "schema", "setHash",
                               "rows", "auditHead", "files", "earlier"], "other members than the page names")
    require(manifest["format"] == 1, "another format")
    require(header == bytes.fromhex(manifest["storeId"]) + bytes.fromhex(manifest["shareSet"]), "header and manifest differ")
    require(manifest["keyId"] == hkdf(root, b"", b"spike-camel/1/key-id", 16).hex(), "another root key")
    return manifest


def main(backup, key_file, output):
    root = bytes.fromhex(pathlib.Path(key_file).read_text().strip())
    with open(backup, "rb") as file:
        stanzas, covered, mac = read_header(file)
        file_key = unwrap(stanzas, hkdf(root, b"", b"spike-camel/1/backup-identity"))
        expected = hmac.new(hkdf(file_key, b"", b"header"), covered, hashlib.sha256).digest()
        require(hmac.compare_digest(expected, mac), "the header was altered")
        ours = [body for arguments, body in stanzas if arguments == [b"spike", b"1"]]
        require(len(ours) == 1 and stanzas[-1][1] == ours[0], "not exactly one spike stanza, at the end")
        packed = b"".join(decrypt(file, file_key))
    unpacked = subprocess.run(["zstd", "-dcq"], input=packed, stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(unpacked)) as archive:
        members = archive.getmembers()
        require([m.name for m in members[:2]] == ["manifest.json", "manifest.sig"], "the manifest is not first")
        contents = [archive.extractfile(member).read() for member in members]
    manifest = check_manifest(contents[0], contents[1], root, ours[0])
    require([f["name"] for f in manifest["files"]] == [m.name for m in members[2:]], "other members than the manifest lists")
    for listed, content in zip(manifest["files"], contents[2:]):
        require(listed["size"] == len(content) and listed["sha256"] == hashlib.sha256(content).hexdigest(),
                listed["name"] + " is not what the manifest says")
        target = pathlib.Path(output) / listed["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(json.dumps(manifest, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
