# Runs when Claude Code has loaded a file of instructions in a session of ours, and notes which. It decides nothing.
#   $1 the file that the note is appended to
IFS= read -r said || [ -n "$said" ] || exit 0
printf '%s\n' "$said" >>"$1"
exit 0
