#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A spire-server that keeps its entries in $FAKE_SPIRE_STATE, in the JSON that `entry show -output json` prints.

What it prints and reads has the members and types of SPIRE 1.x: types.Entry, types.Bundle and
types.FederationRelationship on the way out, common.RegistrationEntries and the command line's own federation file on
the way in. It is stricter than SPIRE, which ignores members that it does not know.
"""
import fcntl
import json
import os
import sys
import uuid

ENTRY = {"id": str, "spiffe_id": dict, "parent_id": dict, "selectors": list, "x509_svid_ttl": int,
         "federates_with": list, "admin": bool, "downstream": bool, "expires_at": str, "dns_names": list,
         "revision_number": str, "store_svid": bool, "jwt_svid_ttl": int, "hint": str}
REGISTRATION = {"entry_id": str, "spiffe_id": str, "parent_id": str, "selectors": list, "x509_svid_ttl": int,
                "federates_with": list, "admin": bool, "downstream": bool, "entryExpiry": int, "dns_names": list,
                "store_svid": bool, "jwt_svid_ttl": int, "hint": str}


def fail(text):
    sys.stderr.write("Error: %s\n" % text)
    sys.exit(1)


def parse_id(text):
    if not text.startswith("spiffe://"):
        fail("scheme is missing or invalid")
    domain, _, path = text[9:].partition("/")
    return {"trust_domain": domain, "path": "/" + path if path else ""}


def entry(**members):
    empty = {str: "", list: [], int: 0, bool: False}
    made = {name: empty.get(kind) for name, kind in ENTRY.items()}
    made.update(expires_at="0", revision_number="0")
    made.update(members)
    return made


def of_registration(given):
    for name, value in given.items():
        if REGISTRATION.get(name) is not type(value):
            fail("cannot unmarshal %s %r" % (name, value))
    members = {name: value for name, value in given.items() if name in ENTRY}
    members["id"] = given.get("entry_id") or str(uuid.uuid4())
    members["spiffe_id"] = parse_id(given["spiffe_id"])
    members["parent_id"] = parse_id(given["parent_id"])
    members["expires_at"] = str(given.get("entryExpiry", 0))
    return entry(**members)


def of_relationship(given):
    made = {"trust_domain": given["trustDomain"], "bundle_endpoint_url": given["bundleEndpointURL"]}
    profile = given["bundleEndpointProfile"]
    made[profile] = {"endpoint_spiffe_id": given["endpointSPIFFEID"]} if profile == "https_spiffe" else {}
    return made


def flags(arguments):
    given = {}
    for name, value in zip(arguments[::2], arguments[1::2]):
        if not name.startswith("-"):
            fail("flag expected: " + name)
        given.setdefault(name[1:], []).append(value)
    return given


def selectors(given):
    return [dict(zip(("type", "value"), each.split(":", 1))) for each in given.get("selector", [])]


def of_flags(given, entry_id):
    one = {name: values[0] for name, values in given.items()}
    return entry(id=entry_id, spiffe_id=parse_id(one["spiffeID"]), parent_id=parse_id(one["parentID"]),
                 selectors=selectors(given), expires_at=one.get("entryExpiry", "0"),
                 x509_svid_ttl=int(one.get("x509SVIDTTL", "0")))


def matches(each, given):
    return (not given.get("parentID") or each["parent_id"] == parse_id(given["parentID"][0])) \
        and (not given.get("selector") or each["selectors"] == selectors(given))


def run(verb, given, state):
    if verb == "entry show":
        shown = [each for each in state["entries"] if matches(each, given)]
        print(json.dumps({"entries": shown, "next_page_token": ""}))
    elif verb == "entry create" and "data" in given:
        with open(given["data"][0], encoding="utf-8") as file:
            state["entries"] += [of_registration(each) for each in json.load(file)["entries"]]
    elif verb == "entry create":
        state["entries"].append(of_flags(given, str(uuid.uuid4())))
    elif verb == "entry update":
        known = [each["id"] for each in state["entries"]]
        state["entries"][known.index(given["entryID"][0])] = of_flags(given, given["entryID"][0])
    elif verb == "federation create":
        with open(given["data"][0], encoding="utf-8") as file:
            state["federation"] += [of_relationship(each) for each in json.load(file)["federationRelationships"]]
    elif verb == "bundle show":
        print(json.dumps(state["bundle"]))
    elif verb == "bundle list":
        print(json.dumps({"bundles": state["bundles"], "next_page_token": ""}))
    elif verb == "federation list":
        print(json.dumps({"federation_relationships": state["federation"], "next_page_token": ""}))
    else:
        fail("unknown command " + verb)


def main():
    if os.environ.get("FAKE_SPIRE_FAILS") == sys.argv[1] + " " + sys.argv[2]:
        fail("rpc error: code = Unavailable")
    with open(os.environ["FAKE_SPIRE_STATE"], "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        state = json.load(file)
        before = json.dumps(state)
        run(sys.argv[1] + " " + sys.argv[2], flags(sys.argv[3:]), state)
        if json.dumps(state) != before:
            file.seek(0)
            file.truncate()
            json.dump(state, file)
    with open(os.environ["FAKE_SPIRE_STATE"] + ".log", "a", encoding="utf-8") as log:
        log.write(" ".join(sys.argv[1:]) + "\n")


main()
