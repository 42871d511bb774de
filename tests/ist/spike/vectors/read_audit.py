#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Verifies local audit files with nothing but ops/format/audit.md; prints the number of lines and the newest hash.

    python3 read_audit.py DIRECTORY < KEY        the audit key, 64 hexadecimal digits
"""
import hashlib
import hmac
import json
import pathlib
import struct
import sys


def fields(*values):
    return b"".join(struct.pack(">I", len(value)) + value for value in values)


def main():
    key = bytes.fromhex(sys.stdin.read().strip())
    number, last, keyed = 0, None, 0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("audit-*.jsonl")):
        for at, line in enumerate(path.read_bytes().split(b"\n")[:-1]):
            members = json.loads(line)
            if at == 0 and last is None:
                number, last = members["seq"] - 1, bytes.fromhex(members["prev"])
            covered = line[:line.rindex(b',"hash":')]
            last = hashlib.sha256(fields(b"spike-camel/1/audit-line", last, covered)).digest()
            number += 1
            assert members["seq"] == number, "line %d of %s has another number" % (at + 1, path.name)
            assert members["hash"] == last.hex(), "line %d of %s does not follow" % (at + 1, path.name)
            if "mac" in members:
                keyed += 1
                mac = hmac.new(key, fields(b"spike-camel/1/audit-mac", last), hashlib.sha256).hexdigest()
                assert hmac.compare_digest(mac, members["mac"]), "line %d of %s: MAC" % (at + 1, path.name)
    print("%d lines, %d with a MAC, newest %d:%s" % (number, keyed, number, last.hex()))


if __name__ == "__main__":
    main()
