#!/usr/bin/env bash
# Every night: audit the snapshot of the day, and compare it with the last one.
#   pipelines/nightly.sh s3://lake/corpus/2026-11-29 /data/audits/2026-11-29 [CONFIG.toml]
# As a line of crontab (a % must be written \%):
#   15 2 * * *  cd /srv/corpusstat && pipelines/nightly.sh /lake/$(date +\%F) /data/audits/$(date +\%F) >>/var/log/corpusstat.log 2>&1
#
# In the folder of the run are report.json and, where there was a run before, changes.json: one object a domain. Exit codes are
# those of corpusstat: 0 done, 1 bad data, 2 a bad request. An audit that was killed goes on when the line is run again.
set -euo pipefail

snapshot=${1:?the folder or URI of a snapshot} run=${2:?the folder of its run} config=${3:-}
mkdir -p "$(dirname "$run")"
last=$(readlink -f "$(dirname "$run")/latest" || true)

corpusstat audit "$snapshot" -o "$run" ${config:+--config "$config"} -q --json >/dev/null
if [ -n "$last" ] && [ -e "$last/report.json" ] && [ "$last" != "$(readlink -f "$run")" ]; then
  corpusstat compare "$last" "$run" --json >"$run/changes.json"
fi
ln -sfn "$(basename "$run")" "$(dirname "$run")/latest"
