#!/usr/bin/env bash
# Writes the secrets of `docker compose up` once, into ./secrets. The folder is its owner's alone; the files in
# it may be read by anybody, since containers see them by themselves and run as users of their own.
# Service addresses carry passwords, so each address is a secret file of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
umask 077
mkdir -p secrets
chmod 700 secrets

random_hex() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }
write_once() {
  [ -e "secrets/$1" ] || printf '%s' "$2" > "secrets/$1"
  chmod 444 "secrets/$1"
}

write_once master_key "$(random_hex 32)"
write_once admin_key "copse_$(random_hex 8)_$(head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n')"
write_once postgres_password "$(random_hex 24)"
write_once service_password "$(random_hex 24)"
write_once clickhouse_password "$(random_hex 24)"

service_password=$(cat secrets/service_password)
write_once postgres_admin_url "postgres://postgres:$(cat secrets/postgres_password)@postgres:5432/postgres"
write_once membership_database_url "postgres://copse_membership:${service_password}@postgres:5432/membership"
write_once capture_database_url "postgres://copse_capture:${service_password}@postgres:5432/capture"
write_once value_database_url "postgres://copse_value:${service_password}@postgres:5432/value_evaluation"
write_once keys_database_url "postgres://copse_keys:${service_password}@postgres:5432/keys"
write_once clickhouse_url "http://copse:$(cat secrets/clickhouse_password)@clickhouse:8123/copse"
echo "secrets are in ./secrets; the administrator's key is in secrets/admin_key"
