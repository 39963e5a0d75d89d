#!/usr/bin/env bash
# Uses the packed packages as a new user does: from an empty folder, with nothing but the packages. "nuget/pack.sh" packs them and runs this.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=$PWD/artifacts/packages
version=$(basename "$packages"/McpGuard.[0-9]*.nupkg .nupkg)
version=${version#McpGuard.}
consumer=$(mktemp -d)
started=()
trap 'kill "${started[@]}" 2> /dev/null || true; rm -rf "$consumer"' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

# Waits until a program listens on a port, and gives up when it has ended.
wait_for_port() {
  until (echo > "/dev/tcp/127.0.0.1/$1") 2> /dev/null; do
    kill -0 "$2" 2> /dev/null || fail "the program for port $1 has ended: $(cat "$3")"
    sleep 0.2
  done
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 20000)) && (echo > "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do :; done
  echo "$port"
}

# What is not ours comes from the packages that the build of the repository has restored, those of native programs too.
dotnet restore tests/McpGuard.NativeServer -p:Native=true --verbosity quiet
cat > "$consumer/nuget.config" <<CONFIG
<configuration>
  <packageSources><clear /><add key="packed" value="$packages" /></packageSources>
  <config><add key="globalPackagesFolder" value="$consumer/packages" /></config>
  <fallbackPackageFolders><add key="restored" value="$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: //')" /></fallbackPackageFolders>
</configuration>
CONFIG

# Makes a project: its name, its SDK, and its packages with their versions.
make_project() {
  mkdir -p "$consumer/$1"
  { echo "<Project Sdk=\"$2\"><PropertyGroup>"
    echo "<OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><NoWarn>NU1603</NoWarn>"
    echo "</PropertyGroup><ItemGroup>"
    printf '<PackageReference Include="%s" Version="%s" />\n' "${@:3}"
    echo "</ItemGroup></Project>"
  } > "$consumer/$1/$1.csproj"
}

make_project Consumer Microsoft.NET.Sdk.Web McpGuard.AspNetCore "$version" McpGuard.Testing "$version"
cat > "$consumer/Consumer/Program.cs" <<'PROGRAM'
var builder = WebApplication.CreateBuilder(args);
builder.Services.AddMcpServer().WithHttpTransport()
    .WithMcpGuard(options =>
    {
        options.Resource = "https://server.example/mcp";
        options.Audit.File.Directory = args[0];
    })
    .WithTestAuthority(new McpGuard.Testing.TestAuthority());
builder.WebHost.UseUrls("http://127.0.0.1:0");
await using var app = builder.Build();
app.MapMcp("/mcp").RequireMcpGuard();
await app.StartAsync();
using var http = new HttpClient();
var answer = await http.PostAsync($"{app.Urls.First()}/mcp", null);
Console.WriteLine($"a request without a token is answered {(int)answer.StatusCode}");
return answer.StatusCode == System.Net.HttpStatusCode.Unauthorized ? 0 : 1;
PROGRAM
dotnet run --project "$consumer/Consumer" --verbosity quiet -- "$consumer/audit"

# The two servers of the front page compile as they are pasted, with the usings of the packages.
hosting=$(sed -n 's/.*"Microsoft.Extensions.Hosting" Version="\([^"]*\)".*/\1/p' nuget/Directory.Packages.props)
make_project Http Microsoft.NET.Sdk.Web McpGuard.AspNetCore "$version"
make_project Stdio Microsoft.NET.Sdk McpGuard "$version" Microsoft.Extensions.Hosting "$hosting"
snippet=0
for project in Http Stdio; do
  snippet=$((snippet + 1))
  awk -v wanted="$snippet" '/^```csharp/ { at++; next } /^```/ { done[at] = 1 } at == wanted && !done[at]' README.md > "$consumer/$project/Program.cs"
  dotnet build "$consumer/$project" --nologo --verbosity quiet
done

# The tool as its users install it, on the log that the first program has left.
dotnet tool install McpGuard.Cli --version "$version" --tool-path "$consumer/tools" --configfile "$consumer/nuget.config" --verbosity quiet
mcpguard="$consumer/tools/mcpguard"
"$mcpguard" audit verify "$consumer/audit" --require-final-checkpoint
"$mcpguard" audit query "$consumer/audit" --reason credential_missing

# The template, with all that it can add. The tests and the policy tests of the new servers pass, for the manifest file and for the assembly.
template() {
  dotnet new "$@" --debug:custom-hive "$consumer/templates" > "$consumer/new.log" || fail "$(cat "$consumer/new.log")"
}

template install "$packages/McpGuard.Templates.$version.nupkg"
for transport in http stdio; do
  folder=$consumer/Weather-$transport
  template mcpguard-server --transport "$transport" --policy --tests -o "$folder"
  dotnet test "$folder/Tests" --nologo --verbosity quiet -p:NoWarn=NU1603
  (
    cd "$folder"
    "$mcpguard" policy lint policy.json --base appsettings.json --surface surface.json
    "$mcpguard" policy test policy-tests.json
    "$mcpguard" policy test policy-tests.json --surface "bin/Debug/net10.0/Weather-$transport.dll"
  )
done

# The template's bare servers as native programs: they are published without a warning, and answer a token of the development authority.
authority=$(free_port)
"$mcpguard" authority --url "http://127.0.0.1:$authority" > "$consumer/authority.log" 2>&1 &
started+=($!)
wait_for_port "$authority" "$!" "$consumer/authority.log"

resource=http://127.0.0.1:$(free_port)/mcp
export McpGuard__Authority=http://127.0.0.1:$authority McpGuard__Resource=$resource
token=$("$mcpguard" token issue --authority "$McpGuard__Authority" --resource "$resource" --scope weather:read --actor agent-1)
native() {
  template mcpguard-server --transport "$1" -o "$consumer/native-$1"
  dotnet publish "$consumer/native-$1" --nologo --verbosity quiet -p:PublishAot=true -p:TreatWarningsAsErrors=true -p:NoWarn=NU1603 -o "$consumer/$1"
  echo "native-$1: $(($(stat -c %s "$consumer/$1/native-$1") / 1000000)) MB"
}

call() {
  echo "{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"tools/call\",\"params\":{\"name\":\"$2\",\"arguments\":{\"city\":\"Bern\",\"text\":\"Rain\"}}}"
}

native http
(cd "$consumer/http" && exec ./native-http --urls "${resource%/mcp}" > "$consumer/http.log" 2>&1) &
started+=($!)
port=${resource#http://127.0.0.1:}
wait_for_port "${port%/mcp}" "$!" "$consumer/http.log"
post() {
  curl -s "$resource" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' -d "$1"
}
post "$(call 1 get_forecast)" | grep -q 'Sunny in Bern' || fail "the native server over HTTP did not answer: $(cat "$consumer/http.log")"
post "$(call 2 set_forecast)" | grep -q 'scope_insufficient' || fail "the native server over HTTP refused nothing"

native stdio
coproc stdio { MCP_TOKEN=$token "$consumer/stdio/native-stdio" 2> "$consumer/stdio.log"; }
input=${stdio[1]}
say() {
  echo "$1" >&"$input"
}

say '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"shell","version":"1"}}}'
say '{"jsonrpc":"2.0","method":"notifications/initialized"}'
say "$(call 2 get_forecast)"
say "$(call 3 set_forecast)"
for id in 1 2 3; do
  read -r -t 60 -u "${stdio[0]}" answer || fail "the native server on stdio did not answer: $(cat "$consumer/stdio.log")"
  echo "$answer" >> "$consumer/stdio.answers"
done
grep -q 'Sunny in Bern' "$consumer/stdio.answers" && grep -q 'scope_insufficient' "$consumer/stdio.answers" || fail "the native server on stdio answered: $(cat "$consumer/stdio.answers")"
"$mcpguard" audit verify "$consumer/http/audit"
