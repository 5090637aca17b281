#!/bin/sh
# Hands the database password on from the secret's file to libpq, by a file again: it appears neither
# in the environment nor in the address of the database. Then becomes the process itself.
set -eu
if [ -n "${DATABASE_PASSWORD_FILE:-}" ]; then
  # Under the name libpq looks for at home: `docker compose exec` comes past this script.
  export PGPASSFILE="$GRIF_DATA_DIR/.pgpass"
  umask 077 # libpq ignores a password file that others may read
  sed -e 's/[\\:]/\\&/g' -e 's/^/*:*:*:*:/' -e 1q "$DATABASE_PASSWORD_FILE" >"$PGPASSFILE"
  umask 022
fi
exec "$@"
