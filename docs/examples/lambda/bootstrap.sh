#!/bin/sh
# A custom runtime for AWS Lambda, written in shell. A receipt rule of SES calls the function, and the function bounces the
# message. Put this file, named bootstrap, and send-bounce into one zip. docs/lambda.md says how to deploy it.
set -u
umask 077

# The options for each bounce. The journal belongs to this environment only. An event that comes to it twice is bounced once.
set -- --bounce-type DoesNotExist --journal "${TMPDIR:-/tmp}/send-bounce/journal.ndjson"

api=http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime
PATH=${LAMBDA_TASK_ROOT:-$(dirname "$0")}:$PATH
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'kill "$waiting" 2>/dev/null; exit 0' INT TERM
waiting=

# post PATH FILE [ERROR-TYPE]
post() {
  curl -sS -f --noproxy '*' -o /dev/null --max-time 10 -H 'Content-Type: application/json' \
    ${3:+-H "Lambda-Runtime-Function-Error-Type: $3"} --data-binary "@$2" "$api/$1"
}

# error_document ERROR-TYPE: prints an error with the text of stdin as its message.
error_document() {
  printf '{"errorMessage": "%s", "errorType": "%s", "stackTrace": []}\n' \
    "$(sed 's/[\\"]/\\&/g' | tr '\n\t' '  ')" "$1"
}

# header NAME
header() { tr -d '\r' <"$folder/headers" | sed -n "s/^$1: *//p"; }

if ! send-bounce --version >"$folder/out" 2>&1; then
  error_document SendBounce.Start <"$folder/out" >"$folder/answer"
  post init/error "$folder/answer" SendBounce.Start
  exit 1
fi

while :; do
  # The call has no time-out, because Lambda answers only when there is an event. curl runs in the background and the shell
  # waits for it, so that a signal ends the script at once.
  curl -sS -f --noproxy '*' -D "$folder/headers" -o "$folder/event" "$api/invocation/next" &
  waiting=$!
  wait "$waiting" || exit 1
  id=$(header '[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d')
  deadline=$(header '[Ll]ambda-[Rr]untime-[Dd]eadline-[Mm]s')
  left=$((${deadline%???} - $(date +%s) - 1))

  code=255
  if [ "$left" -gt 0 ]; then
    timeout --preserve-status "$left" send-bounce --received - "$@" <"$folder/event" >"$folder/out" 2>"$folder/err"
    code=$?
  else
    echo 'No time was left. Nothing was sent.' >"$folder/err"
  fi
  echo "{\"RequestId\": \"$id\", \"Exit\": $code}" >&2

  case $code in
    0) answer='{"disposition": "STOP_RULE_SET"}' ;;
    65 | 77) answer='{"disposition": "CONTINUE"}' ;;
    *) answer= ;;
  esac
  if [ -n "$answer" ]; then
    echo "$answer" >"$folder/answer"
    post "invocation/$id/response" "$folder/answer"
  else
    error_document "SendBounce.$code" <"$folder/err" >"$folder/answer"
    post "invocation/$id/error" "$folder/answer" "SendBounce.$code"
  fi || exit 1
done
