#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes audit.json, two local audit files as ops/format/audit.md describes them, without a line of the Java code.

    python3 make_audit_vectors.py > audit.json

Everything is fixed, so a second run writes the same bytes.
"""
import hashlib
import hmac
import json
import struct

ROOT_KEY = bytes(range(1, 33))
CHAIN = bytes(range(0x10, 0x20)).hex()


def fields(*values):
    out = b""
    for value in values:
        value = value.encode() if isinstance(value, str) else value
        out += struct.pack(">I", len(value)) + value
    return out


def audit_key():
    """HKDF-SHA256 without salt; one block is enough."""
    prk = hmac.new(bytes(32), ROOT_KEY, hashlib.sha256).digest()
    return hmac.new(prk, b"spike-camel/1/audit\x01", hashlib.sha256).digest()


class Chain:
    def __init__(self):
        self.number, self.hash = 0, bytes(32)

    def line(self, members, keyed):
        self.number += 1
        text = json.dumps({"seq": self.number, **members}, separators=(",", ":"), ensure_ascii=False)[:-1]
        self.hash = hashlib.sha256(fields("spike-camel/1/audit-line", self.hash, text)).digest()
        mac = hmac.new(audit_key(), fields("spike-camel/1/audit-mac", self.hash), hashlib.sha256)
        return text + ',"hash":"' + self.hash.hex() + ('","mac":"' + mac.hexdigest() if keyed else "") + '"}\n'

    def head(self):
        return "%d:%s" % (self.number, self.hash.hex())


def record(operation, subject, status, code):
    outcome = "refused" if status == 401 else "done" if status < 400 else "failed"
    return {"time": "2026-01-02T03:04:05.678Z", "id": "5f-1", "caller": "spiffe://spike.ist/workload/1",
            "operation": operation, "subject": subject, "outcome": outcome, "status": status, "code": code,
            "micros": 1234}


def main():
    chain, row = Chain(), "1:" + "ab" * 32
    nothing = "0:" + "00" * 32
    first = [chain.line({"file": 1, "chain": CHAIN, "oldest": 1, "prev": chain.hash.hex(), "copied": nothing}, False),
             chain.line(record("get-secret", "", 503, "state_not_ready"), False),
             chain.line(record("get-secret", "tenants/grün/\"db\"", 200, ""), True),
             chain.line({"row": row, **record("put-secret", "a/b", 200, "")}, True)]
    second = [chain.line({"file": 2, "chain": CHAIN, "oldest": 1, "prev": chain.hash.hex(), "copied": row}, False),
              chain.line(record("get-secret", "a/b", 401, "access_unauthorized"), True)]
    print(json.dumps({
        "root_key": ROOT_KEY.hex(), "key": audit_key().hex(), "first": "".join(first), "second": "".join(second),
        "head": chain.head()}, indent=1))


if __name__ == "__main__":
    main()
