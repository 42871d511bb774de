# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What the scripts beside this file share. They run under a user who may use the SPIRE server's socket.
#
#   SPIRE_SERVER      the program; spire-server from the PATH unless set
#   SPIRE_SOCKET      the server's socket; its default unless set
#   SPIKE_TRUST_DOMAIN, SPIKE_PARENT_ID   spike.ist, and the agent spiffe://<trust domain>/spire-agent, unless set

trust_domain=${SPIKE_TRUST_DOMAIN:-spike.ist}
parent_id=${SPIKE_PARENT_ID:-spiffe://$trust_domain/spire-agent}

die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# The SPIRE server's own command line: spire GROUP VERB [flags].
spire() {
  local group=$1 verb=$2
  shift 2
  "${SPIRE_SERVER:-spire-server}" "$group" "$verb" ${SPIRE_SOCKET:+-socketPath "$SPIRE_SOCKET"} "$@"
}

# Sets $spiffe_id to the identity of a role; SPIKE's names.
# shellcheck disable=SC2034
identity_of() {
  case $1 in
    nexus | keeper | bootstrap) spiffe_id=spiffe://$trust_domain/spike/$1 ;;
    superuser | recover | restore) spiffe_id=spiffe://$trust_domain/spike/pilot/role/$1 ;;
    *) die "'$1' is no role; there are nexus, keeper, bootstrap, superuser, recover and restore" ;;
  esac
}

require_user() {
  [[ $1 =~ ^[a-z_][a-z0-9_-]{0,31}$ ]] || die "'$1' is no name of an OS user"
}

# Prints id and SPIFFE ID of each entry that this user of this machine's agent matches.
entries_of() {
  spire entry show -output json -parentID "$parent_id" -selector "unix:user:$1" -matchSelectorsOn exact |
    jq -r '.entries[] | [.id, "spiffe://\(.spiffe_id.trust_domain)\(.spiffe_id.path)"] | @tsv'
}
