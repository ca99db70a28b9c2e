# The fence of one session: sourced by /bin/sh for every tool call that writes (see session-settings.ts).
#   $1 this file   $2 the folders that the session may write in, one real path a line   $3 node   $4 fence-check.mjs
# Exit 0 lets the call through, 2 refuses it. Claude Code lets a call through on every other exit, so there is no other exit.
# Builtins only up to `judge`: most calls are decided here, without starting Node (`bench fence`).

boundSeconds=10

refuse() {
  printf '%s\n' "The fence of this session is broken, so nothing may be written: $1 Stop, and say so in your answer." >&2
  exit 2
}

# Hands the call to the whole check, and refuses when that does not end in time or ends in any way but yes or no.
judge() {
  [ -x "$3" ] || refuse "there is no node at $3."
  printf '%s' "$call" | NODE_OPTIONS='' NODE_EXTRA_CA_CERTS='' "$3" "$4" "$2" &
  check=$!
  (
    trap 'kill "$nap" 2>/dev/null; exit 0' TERM
    sleep "$boundSeconds" &
    nap=$!
    wait "$nap"
    kill -KILL "$check"
  ) >/dev/null 2>&1 &
  watch=$!
  wait "$check"
  code=$?
  kill -TERM "$watch" 2>/dev/null
  case $code in
    0) exit 0 ;;
    2) exit 2 ;;
    *) refuse "its check ended with $code." ;;
  esac
}

[ -r "$2" ] || refuse "$2 is missing."
# A read that is not answered would wait for ever; the end of this child ends it.
trap 'refuse "the call did not come in $boundSeconds seconds."' CHLD
sleep "$boundSeconds" </dev/null >/dev/null 2>&1 &
nap=$!
IFS= read -r call || [ -n "$call" ] || call=
trap - CHLD
kill "$nap" 2>/dev/null
[ -n "$call" ] || refuse 'the call could not be read.'

# Claude Code writes the call with JSON.stringify: inside a string every quote is escaped, so `"file_path":"` is a key.
tool=${call#*\"tool_name\":\"}
tool=${tool%%\"*}
case $tool in
  Write | Edit | MultiEdit) key='"file_path":"' ;;
  Bash) key='"command":"' ;;
  *) judge "$@" ;;
esac
value=${call#*"$key"}
[ "$value" = "$call" ] && judge "$@"
case $value in *"$key"*) judge "$@" ;; esac
value=${value%%\"*}

if [ "$tool" = Bash ]; then
  # Plain words without a path that leaves the folder: `npm test`, `npx vitest run test/a.test.ts`.
  case " $value " in
    *[!A-Za-z0-9\ ._:=,@+%/-]* | *' /'* | *[=:,]/* | *..* | *git* | *kill* | *sudo* | *' cd '* | *' pushd '* | *' popd '*) judge "$@" ;;
    *' gh '* | *' ln '* | *' su '* | *' doas '* | *' fuser '* | *' -g '* | *global* | *' link '* | *publish* | *' --user '*) judge "$@" ;;
  esac
  place=${call#*\"cwd\":\"}
  place=${place%%\"*}/.
else
  place=$value
  case $place/ in
    *\\* | */.[gG][iI][tT]/* | */../* | */./* | *//*) judge "$@" ;;
    /*) ;;
    *) judge "$@" ;;
  esac
  [ -h "$place" ] && judge "$@"
fi
case $place in *\\*) judge "$@" ;; esac

folder=${place%/*}
cd -P -- "${folder:-/}" 2>/dev/null || judge "$@"
if [ "$tool" = Bash ]; then
  # Every word but the program's: an option with a path glued to it, or a path with a link in it, is not plain.
  for word in ${value#"${value%% *}"}; do
    case ${word%%=*} in -*/*) judge "$@" ;; esac
    [ -h "${word#-?}" ] && judge "$@"
    path=${word##*=}
    while :; do
      [ -h "$path" ] && judge "$@"
      case $path in */*) path=${path%/*} ;; *) break ;; esac
    done
  done
fi
while IFS= read -r root; do
  case $PWD/ in "$root"/*) exit 0 ;; esac
done <"$2"
judge "$@"
