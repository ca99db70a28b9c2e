#!/bin/sh
# Runs one agent and outlives whoever started it. Usage: sh shim.sh DIRECTORY COMMAND [ARGUMENT…]
#
# What is appended to in.ndjson reaches the agent's stdin, in whatever process it was appended; what the agent prints goes to
# out.ndjson and err.log, and how it ended to exit.json. USR1 ends the input, TERM is passed on.
directory=$1
shift

# An attempt starts at most once, however many start it.
mkdir "$directory/claim" 2>/dev/null || exit 75

# Everything that is born from here on stays in the control group, where there is one.
[ ! -r "$directory/cgroup" ] || echo $$ 2>/dev/null > "$(cat "$directory/cgroup")/cgroup.procs" || :

# A no-op instead of '' so that the agent does not inherit ignored signals.
trap : HUP PIPE
feeder= agent=
trap '[ -z "$feeder" ] || kill "$feeder" 2>/dev/null' USR1
trap '[ -z "$agent" ] || kill -TERM "$agent" 2>/dev/null' TERM INT

if [ -r /proc/$$/stat ]; then
  # Field 22 is the start time in ticks since boot; the name before it may hold spaces and brackets.
  ticks=$(sed 's/.*) //' /proc/$$/stat | cut -d ' ' -f 20)
  started="$ticks@$(cat /proc/sys/kernel/random/boot_id)"
else
  started=$(LC_ALL=C TZ=UTC ps -o lstart= -p $$ | tr -s ' ' | sed 's/^ //; s/ $//')
fi

mkfifo -m 600 "$directory/stdin" || exit 73
tail -n +1 -f "$directory/in.ndjson" > "$directory/stdin" 2>/dev/null &
feeder=$!
"$@" < "$directory/stdin" >> "$directory/out.ndjson" 2>> "$directory/err.log" &
agent=$!

# Renamed into place, so that nobody reads half of it.
printf '{"pid":%s,"startedAt":"%s"}\n' $$ "$started" > "$directory/shim.tmp" && mv "$directory/shim.tmp" "$directory/shim.id"

# A signal ends wait early, while the agent still runs.
while :; do
  wait "$agent"
  code=$?
  kill -0 "$agent" 2>/dev/null || break
done
kill "$feeder" 2>/dev/null
printf '{"exitCode":%s}\n' "$code" > "$directory/exit.tmp" && mv "$directory/exit.tmp" "$directory/exit.json"
