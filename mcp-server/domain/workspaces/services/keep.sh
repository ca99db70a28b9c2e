#!/bin/sh
# Runs one service and starts it again when it ends. Usage: sh keep.sh DIRECTORY always|once COMMAND LONGEST-PAUSE
#
# Each end is a line `<when> <exit code>` in DIRECTORY/ends. Nothing is trapped: who ends the group ends us too.
directory=$1 restart=$2 command=$3 longest=$4
pause=1
while :; do
  began=$(date +%s)
  sh -c "$command"
  code=$?
  ended=$(date +%s)
  printf '%s %s\n' "$ended" "$code" >> "$directory/ends"
  [ "$restart" = always ] || exit 0
  # What ran for a minute did start, so its end is not one more failure to start.
  [ $((ended - began)) -lt 60 ] || pause=1
  sleep "$pause"
  pause=$((pause * 2))
  [ "$pause" -le "$longest" ] || pause=$longest
done
