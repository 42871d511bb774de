#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes store.json, a whole small store as ops/format/store.md describes it, without a line of the Java code.

    pip install cryptography && python3 make_store_vectors.py > store.json

Everything is fixed, nonces too, so a second run writes the same bytes.
"""
import hashlib
import hmac
import json
import struct

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ROOT_KEY = bytes(range(1, 33))
STORE_ID = bytes(range(0xA0, 0xB0))
CHANGE_NUMBER = 7
BLOCK = 1 << 20
T0 = 1_767_323_045_000_000_006  # 2026-01-02T03:04:05.000000006Z


def made_up(text, size):
    """Bytes that look random and are the same in every run."""
    return hashlib.shake_256(text.encode()).digest(size)


def derive(purpose, size):
    """HKDF-SHA256 without salt; one block is enough."""
    prk = hmac.new(bytes(32), ROOT_KEY, hashlib.sha256).digest()
    return hmac.new(prk, b"spike-camel/1/" + purpose.encode() + b"\x01", hashlib.sha256).digest()[:size]


def fields(*values):
    out = b""
    for value in values:
        if isinstance(value, str):
            value = value.encode()
        elif isinstance(value, int):
            value = struct.pack(">q", value)
        out += struct.pack(">I", len(value)) + value
    return out


KEYS = {purpose: (number, made_up("data key " + purpose, 32))
        for number, purpose in enumerate(["set", "head", "secret", "policy", "audit"], 1)}


def wrap(number, purpose, key):
    nonce = made_up("wrap %d" % number, 12)
    data = fields("spike-camel/1/data-key", STORE_ID, number, purpose)
    return nonce + AESGCM(derive("wrapping", 32)).encrypt(nonce, key, data)


def cell(table, purpose, row, version, plaintext):
    number, key = KEYS[purpose]
    name = row.hex() if isinstance(row, bytes) else row
    nonce = made_up("cell %s %s %d" % (table, name, version), 12)
    data = fields("spike-camel/1/cell", STORE_ID, purpose, number, table, row, version)
    sealed = b"\x01" + struct.pack(">I", number) + nonce + AESGCM(key).encrypt(nonce, plaintext, data)
    return data, sealed


def set_row(table, row, version, content):
    message = fields("spike-camel/1/set-row", table, row, version, content)
    return int.from_bytes(hmac.new(KEYS["set"][1], message, hashlib.sha256).digest(), "big")


def meta(highest, limit, created, updated, versions):
    out = b"\x01" + struct.pack(">IIqqI", highest, limit, created, updated, len(versions))
    for version, (made, deleted) in sorted(versions.items()):
        out += struct.pack(">Iq?q", version, made, deleted is not None, deleted or 0)
    return out


def share_set():
    checks = b"".join(made_up("check %d" % i, 16) for i in range(3))
    return b"\x01" + derive("key-id", 16) + made_up("share set", 16) + bytes([3, 2]) + checks


SECRETS = {
    "tenants/demo/db/creds": (
        meta(4, 3, T0, T0 + 3, {2: (T0 + 1, None), 3: (T0 + 2, T0 + 9), 4: (T0 + 3, None)}),
        {2: b'{"a":"two"}', 3: b'{"a":"three"}', 4: b'{"a":"x\\u003cy"}'}),
    "destroyed": (meta(9, 10, T0, T0 + 5, {}), {}),
}

POLICY_ID = made_up("policy 1", 16)
POLICY = fields("spike-camel/1/policy", "workload-can-read", r"^spiffe://spike\.ist/workload/.*$",
                r"^tenants/demo/db/.*$", T0 - 6, T0 - 6 + 10**9, "read", "write")

AUDIT = [
    ("", b'{"time":"2026-01-02T03:04:05Z","id":"","caller":"","operation":"finish-root-key","subject":"k",'
         b'"outcome":"done","status":200,"code":"","micros":7}'),
    ("0f0e0d0c0b0a09080706050403020100:12:" + "ab" * 32,
     b'{"time":"2026-01-02T03:04:06.5Z","id":"5f-1","caller":"spiffe://spike.ist/workload/1",'
     b'"operation":"put-secret","subject":"tenants/demo/db/creds","outcome":"done","status":200,"code":"",'
     b'"micros":1234}')]


def audit_row(number, previous, position, record):
    plain = fields("spike-camel/1/audit", previous, position, record)
    return plain, hashlib.sha256(fields("spike-camel/1/audit-row", STORE_ID, number, plain)).digest()


def main():
    total, metas, versions, data_keys = 0, [], [], []
    for purpose, (number, key) in KEYS.items():
        wrapped = wrap(number, purpose, key)
        total += set_row("data_key", purpose, number, wrapped)
        data_keys.append({"number": number, "purpose": purpose, "reserved": BLOCK, "key": key.hex(),
                          "wrapped": wrapped.hex()})
    for path, (plain, values) in SECRETS.items():
        data, sealed = cell("secret_meta", "secret", path, 0, plain)
        total += set_row("secret_meta", path, 0, sealed)
        metas.append({"path": path, "plaintext": plain.hex(), "associated_data": data.hex(),
                      "sealed": sealed.hex()})
        for version, value in values.items():
            data, sealed = cell("secret_version", "secret", path, version, value)
            total += set_row("secret_version", path, version, sealed)
            versions.append({"path": path, "version": version, "value": value.decode(),
                             "associated_data": data.hex(), "sealed": sealed.hex()})
    data, sealed = cell("policy", "policy", POLICY_ID, 0, POLICY)
    total += set_row("policy", POLICY_ID, 0, sealed)
    policies = [{"id": POLICY_ID.hex(), "plaintext": POLICY.hex(), "associated_data": data.hex(),
                 "sealed": sealed.hex()}]
    audit, newest = [], bytes(32)
    for number, (position, record) in enumerate(AUDIT, 1):
        plain, newest = audit_row(number, newest, position, record)
        data, sealed = cell("audit", "audit", "", number, plain)
        total += set_row("audit", "", number, sealed)
        audit.append({"seq": number, "plaintext": plain.hex(), "hash": newest.hex(),
                      "associated_data": data.hex(), "sealed": sealed.hex()})
    set_hash = (total % (1 << 256)).to_bytes(32, "big")
    head = fields("spike-camel/1/head", CHANGE_NUMBER, set_hash, STORE_ID, 0, 2, share_set(), len(audit), newest)
    for key in data_keys:
        head += fields(key["number"], key["purpose"], key["reserved"])
    data, sealed = cell("head", "head", "", 0, head)
    print(json.dumps({
        "root_key": ROOT_KEY.hex(), "store_id": STORE_ID.hex(), "share_set": share_set().hex(),
        "change_number": CHANGE_NUMBER, "set_hash": set_hash.hex(), "data_keys": data_keys,
        "secret_meta": metas, "secret_version": versions, "policy": policies, "audit": audit,
        "head": {"plaintext": head.hex(), "associated_data": data.hex(), "sealed": sealed.hex()},
    }, indent=1))


if __name__ == "__main__":
    main()
