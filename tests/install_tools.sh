#!/bin/sh
# Installs what the tests drive from outside: a browser and PostgreSQL with PostGIS.
# Debian's packages, only where missing and where this user may install.
set -u

missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
  || missing="$missing chromium fonts-dejavu-core fonts-noto-core"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1 \
  || missing="$missing postgresql postgresql-postgis"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v unshare >/dev/null 2>&1 || missing="$missing util-linux"
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$missing"
  log=$(mktemp)
  # A database server must not start by itself: the tests start a private one.
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf
  # shellcheck disable=SC2086
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $missing; } >"$log" 2>&1 && exit 0
  tail -n 5 "$log"
fi
echo "The tests need these Debian packages, which could not be installed here:$missing"
exit 1
