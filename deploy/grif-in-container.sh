#!/bin/sh
# The commands of Grif in a container of their own, which sees one folder of this machine: there it
# reads and writes files. The administrator links it to /usr/local/bin/grif.
set -eu
root=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
files=${FILES_DIR:-/srv/grif}

terminal=
[ -t 0 ] || terminal=-T
exec docker compose --project-directory "$root" run --rm --no-deps $terminal \
  --volume "$files:$files" --workdir "$files" web python -m service.cli "$@"
