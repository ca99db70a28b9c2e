# Tells a person's session which runs of fanout concern its repository, and says nothing when none does. It reads one file, which
# the supervisor keeps, and starts no program while that is empty (`bench start`). Whatever goes wrong, it stays silent.
# With FANOUT_RULES it also says how to behave in a workspace: a plugin cannot ship rules.
[ -z "$FANOUT_SESSION" ] || exit 0
rules=${0%/*}/../rules/workspace.md
[ -z "$FANOUT_RULES" ] || [ ! -r "$rules" ] || cat "$rules"
file=${FANOUT_HOME:-${XDG_STATE_HOME:-$HOME/.local/state}/fanout}/standing.tsv
[ -s "$file" ] || exit 0

tab=$(printf '\t')
now=
said=
while IFS=$tab read -r repository until sentence; do
  case $PWD/ in "$repository"/* | "$repository.fanout"/*) ;; *) continue ;; esac
  if [ "$until" != 0 ]; then
    [ -n "$now" ] || now=$(date +%s)
    [ "$now" -lt "$until" ] || continue
  fi
  [ -n "$said" ] || printf '%s\n' 'fanout, for this repository:'
  said=yes
  printf '%s\n' "- $sentence"
done <"$file"
[ -z "$said" ] || printf '%s\n' 'The tool run_status, /fanout:status or `fanout status` tell more.'
exit 0
