#!/bin/sh
# Installs QGIS without its windows: about 0.9 GB. Only `make test-qgis` needs it.
set -u
python3 -c 'import qgis.core' 2>/dev/null && exit 0
/usr/bin/python3 -c 'import qgis.core' 2>/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  log=$(mktemp)
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends qgis-providers python3-qgis; } >"$log" 2>&1 && exit 0
  tail -n 5 "$log"
fi
echo "QGIS (qgis-providers, python3-qgis) could not be installed here."
exit 1
