#!/bin/sh
# The commands of Grif on an ordinary server: as the user of the service, with its settings, in the
# folder where it may read and write files. The administrator links it to /usr/local/bin/grif.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
settings=${SETTINGS_FILE:-/etc/grif/grif.env}
files=${FILES_DIR:-/srv/grif}

if [ "$(id -u)" != 0 ]; then
  echo "Нужны права администратора: sudo grif …" >&2
  exit 77 # EX_NOPERM
fi
# Line by line as systemd does: to the shell a file of settings would be a program.
while IFS= read -r line || [ -n "$line" ]; do
  case $line in GRIF_*=* | PGPASSFILE=*) export "$line" ;; esac
done <"$settings"
cd -- "$files"
exec runuser -u grif -- env HOME="$files" "$root/grif" "$@"
