#!/usr/bin/env bash
# Publishes the two servers of the template as native programs, and calls them. "nuget/try.sh" runs this in its folder, which has the template
# and the tool "mcpguard". A warning of the native compiler is an error.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
mcpguard=$folder/tools/mcpguard
# What README.md says about the size of the programs, in MB.
limit=$(sed -n 's/.*Each program has at most \([0-9]*\) MB.*/\1/p' README.md)
started=()
trap 'kill "${started[@]}" 2> /dev/null || true' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)) && (echo > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
  echo "$port"
}

# Waits until a program listens on a port, and gives up when it has ended: the port, the process, its log.
wait_for_port() {
  until (echo > "/dev/tcp/127.0.0.1/$1") 2> /dev/null; do
    kill -0 "$2" 2> /dev/null || fail "the program for port $1 has ended: $(cat "$3")"
    sleep 0.2
  done
}

publish() {
  dotnet new mcpguard-server --transport "$1" -o "$folder/native-$1" --debug:custom-hive "$folder/templates" > "$folder/new.log" || fail "$(cat "$folder/new.log")"
  dotnet publish "$folder/native-$1" --nologo --verbosity quiet -p:PublishAot=true -p:TreatWarningsAsErrors=true "-p:NoWarn=NU1603" -o "$folder/$1"
  local size=$((($(stat -c %s "$folder/$1/native-$1") + 999999) / 1000000))
  echo "native-$1: $size MB"
  [ "$size" -le "$limit" ] || fail "native-$1 has more than $limit MB, unlike README.md says"
}

# A call of a tool: its id and the tool.
call() {
  echo "{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"tools/call\",\"params\":{\"name\":\"$2\",\"arguments\":{\"city\":\"Bern\",\"text\":\"Rain\"}}}"
}

publish http
publish stdio

authority=$(free_port)
"$mcpguard" authority --url "http://127.0.0.1:$authority" > "$folder/authority.log" 2>&1 &
started+=($!)
wait_for_port "$authority" $! "$folder/authority.log"

port=$(free_port)
resource=http://127.0.0.1:$port/mcp
export McpGuard__Authority=http://127.0.0.1:$authority McpGuard__Resource=$resource
token=$("$mcpguard" token issue --authority "$McpGuard__Authority" --resource "$resource" --scope weather:read --actor agent-1)

post() {
  curl -s "$resource" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -d "$1"
}

(cd "$folder/http" && exec ./native-http --urls "${resource%/mcp}" > "$folder/http.log" 2>&1) &
server=$!
started+=("$server")
wait_for_port "$port" "$server" "$folder/http.log"
answer=$(post "$(call 1 get_forecast)")
[[ $answer == *'Sunny in Bern.'* ]] || fail "the native server over HTTP answered $answer: $(cat "$folder/http.log")"
answer=$(post "$(call 2 set_forecast)")
[[ $answer == *'scope_insufficient'* ]] || fail "the native server over HTTP did not refuse, but answered $answer"
kill "$server"
wait "$server" || true

# The host starts it in another folder. Its settings and its log are in its own.
coproc stdio { MCP_TOKEN=$token exec "$folder/stdio/native-stdio" 2> "$folder/stdio.log"; }
server=$stdio_PID
input=${stdio[1]}
output=${stdio[0]}
ask() {
  echo "$1" >&"$input"
  read -r -t 60 -u "$output" answer || fail "the native server on stdio did not answer: $(cat "$folder/stdio.log")"
}

ask '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"shell","version":"1"}}}'
echo '{"jsonrpc":"2.0","method":"notifications/initialized"}' >&"$input"
ask "$(call 2 get_forecast)"
[[ $answer == *'Sunny in Bern.'* ]] || fail "the native server on stdio answered $answer: $(cat "$folder/stdio.log")"
ask "$(call 3 set_forecast)"
[[ $answer == *'scope_insufficient'* ]] || fail "the native server on stdio did not refuse, but answered $answer"
# The server ends with its input.
exec {input}>&-
wait "$server" || true

for transport in http stdio; do
  "$mcpguard" audit verify "$folder/$transport/audit" --require-final-checkpoint
  "$mcpguard" audit query "$folder/$transport/audit" --reason scope_insufficient | grep -q set_forecast || fail "the log of native-$transport lacks the refusal"
done
