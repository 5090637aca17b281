#!/bin/sh
# Makes the login by which the processes of Grif come to PostgreSQL: it owns no table and is above no
# policy. PostgreSQL's image runs this when it makes the database; it may be run again at any time.
set -eu
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\set password `head -n 1 "$DATABASE_APP_PASSWORD_FILE"`
SELECT 'CREATE ROLE grif_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grif_app') \gexec
ALTER ROLE grif_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
