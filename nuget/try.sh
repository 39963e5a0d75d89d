#!/usr/bin/env bash
# Uses the packed packages as a new user does: from an empty folder, with nothing but the packages. "nuget/pack.sh" packs them and runs this.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=$PWD/artifacts/packages
version=$(basename "$packages"/McpGuard.[0-9]*.nupkg .nupkg)
version=${version#McpGuard.}
consumer=$(mktemp -d)
trap 'rm -rf "$consumer"' EXIT

fail() {
  echo "$*" >&2
  exit 1
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

nuget/native.sh "$consumer"
