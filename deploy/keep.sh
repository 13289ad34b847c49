#!/bin/sh
# Keeps one process running: starts it again when it dies, and ends with it when told to stop.
child=""
stop() {
    trap '' TERM INT
    [ -n "$child" ] && kill -TERM "$child" 2>/dev/null && wait "$child"
    exit 0
}
trap stop TERM INT
pause=1
while :; do
    began=$(date +%s)
    "$@" &
    child=$!
    wait "$child"
    status=$?
    # 78 (EX_CONFIG): it said what is wrong with the settings; trying again changes nothing.
    [ "$status" -eq 78 ] && exit 78
    [ $(($(date +%s) - began)) -gt 30 ] && pause=1
    echo "exited with $status, starting again in ${pause}s" >&2
    sleep "$pause" &
    wait $!
    [ "$pause" -lt 16 ] && pause=$((pause * 2))
done
