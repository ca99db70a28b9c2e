# Runs at the start of every session of ours, in the real client: a call that must be refused is put to the fence, and only when
# it is refused a file says so. A session whose start left no such file is stopped.
#   $1 fence.sh   $2 the folders that may be written   $3 node   $4 fence-check.mjs   $5 the file that says so
call='{"cwd":"/","hook_event_name":"PreToolUse","tool_name":"Write","tool_input":{"file_path":"/fanout-canary","content":""}}'
printf '%s\n' "$call" | (. "$1") >/dev/null 2>&1
if [ $? -eq 2 ]; then
  : >"$5.new" && mv -f "$5.new" "$5"
fi
exit 0
