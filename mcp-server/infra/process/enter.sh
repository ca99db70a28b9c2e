#!/bin/sh
# Runs a command where the packages of a workspace are mounted. Usage: sh enter.sh DIRECTORY COMMAND [ARGUMENT…]
#
# Each DIRECTORY/<number> is one overlay mount: links `lower` and `target`, folders `upper` and `work`. An upper layer may be
# mounted once at a time, so all that enter share one namespace. A process that stands in DIRECTORY, the holder, keeps it.
hold='cd -- "$0" && echo $$ && exec tail -f /dev/null > /dev/null 2>&1'

if [ "$1" = --mount ]; then
  directory=$2 name=$3 user=$4 group=$5
  for place in "$directory"/[0-9]*; do
    cd -- "$place" || exit 1
    target=$(readlink target)
    [ -d "$target" ] || mkdir -- "$target" 2> /dev/null
    # Where the folder above is gone, its packages are wanted no more.
    [ -d "$target" ] || continue
    mount -t overlay -o userxattr,lowerdir=lower,upperdir=upper,workdir=work "$name" "$target" || exit 1
  done
  # In there everybody is who they are outside, not root.
  exec unshare --user "--map-user=$user" "--map-group=$group" --mount --propagation slave sh -c "$hold" "$directory"
fi

directory=$1
shift
name=fanout-${directory##*/}
is_inside() { grep -qsF " overlay $name " "/proc/$1/mountinfo"; }
! is_inside self || exec "$@"

exec 9>> "$directory/lock"
flock 9
holder=
[ ! -r "$directory/holder" ] || read -r holder < "$directory/holder"
if ! is_inside "${holder:-none}"; then
  # The holder keeps this lock too, for those who cannot look at its mounts: who stands in the namespace of another workspace.
  exec 8>> "$directory/held"
  if ! flock -w 5 8; then
    echo 'fanout: the packages of this workspace are mounted where this process cannot go' >&2
    exit 70
  fi
  holder=
  for try in 1 2 3; do
    other=$(grep -lsF " overlay $name " /proc/[0-9]*/mountinfo | head -n 1 | cut -d / -f 3)
    [ -n "$other" ] || break
    # Somebody killed the holder alone. The one that was found may end before it is reached.
    holder=$(cd -- "$directory" && nsenter "--target=$other" --user --mount --preserve-credentials -- \
      env -i "PATH=$PATH" setsid sh -c "$hold" "$directory" 9>&- < /dev/null 2> "$directory/refused" &)
    [ -z "$holder" ] || break
  done
  if [ -z "$other" ]; then
    # From its first moment on it is found by its folder.
    holder=$(cd -- "$directory" && env -i "PATH=$PATH" setsid unshare --user --map-root-user --mount --propagation slave \
      sh "$0" --mount "$directory" "$name" "$(id -u)" "$(id -g)" 9>&- < /dev/null 2> "$directory/refused" &)
  fi
  if [ -z "$holder" ]; then
    echo "fanout: the packages of this workspace cannot be mounted: $(head -n 1 "$directory/refused")" >&2
    exit 70
  fi
  echo "$holder" > "$directory/holder"
fi
# The folder that one stands in is still the one outside.
exec nsenter "--target=$holder" --user --mount --preserve-credentials -- \
  sh -c 'cd -- "$0" && exec "$@"' "$(pwd -P)" "$@" 8>&- 9>&-
