#!/usr/bin/env bash
# Makes sure of the servers and system tools that the tests use, as packages of Debian; quick when all are there.
# No service is left running: the tests start their own.
set -eu

# ---- what is needed: a function that succeeds where it is there, and a line with its package

have_postgresql() { # as find_programs() of tests/postgres.py looks for it
  local folder
  for folder in "$(dirname "$(realpath "$(command -v initdb || echo none)")")" /usr/lib/postgresql/[0-9]*/bin \
    "$(pg_config --bindir 2>/dev/null || echo none)"; do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then return 0; fi
  done
  return 1
}

have_systemd_analyze() { command -v systemd-analyze >/dev/null; }

have_dovecot() { # as find_program() of tests/dovecot.py looks for it
  PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v dovecot >/dev/null
}

have_openssl() { command -v openssl >/dev/null; }

have_mbsync() { command -v mbsync >/dev/null; }

missing=()
have_postgresql || missing+=(postgresql)
have_systemd_analyze || missing+=(systemd)
have_dovecot || missing+=(dovecot-imapd)
have_openssl || missing+=(openssl)
have_mbsync || missing+=(isync)

# ---- installing

if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests use programs that are missing here; please install (Debian's packages): ${missing[*]}" >&2
  exit 1
fi

# The package would make a cluster of the system's and start it.
no_cluster=/etc/postgresql-common/createcluster.conf
if [[ " ${missing[*]} " == *" postgresql "* ]] && [ ! -e "$no_cluster" ]; then
  mkdir -p "$(dirname "$no_cluster")"
  echo "create_main_cluster = false" >"$no_cluster"
fi

# The package would start the system's own server, now and with the machine.
policy=/usr/sbin/policy-rc.d
if [[ " ${missing[*]} " == *" dovecot-imapd "* ]] && [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"; systemctl disable dovecot.service dovecot.socket >/dev/null 2>&1 || true' EXIT
fi

echo "Installing for the tests: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null </dev/null
