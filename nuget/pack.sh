#!/usr/bin/env bash
# Packs the packages into artifacts/packages and checks that each has what its page needs, and that a program can use them.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=artifacts/packages
rm -rf "$packages"
for project in McpGuard.Audit McpGuard McpGuard.AspNetCore McpGuard.Testing McpGuard.Cli; do
  dotnet pack "src/$project/$project.csproj" --configuration Release --output "$packages" --nologo --verbosity quiet

  package=$(ls "$packages/$project".[0-9]*.nupkg)
  entries=$(unzip -Z1 "$package")
  expected=(README.md icon.png "lib/net10.0/$project.dll" "lib/net10.0/$project.xml")
  [ "$project" != McpGuard.Cli ] || expected=(README.md icon.png "tools/net10.0/any/$project.dll")
  [ "$project" != McpGuard ] || expected+=(analyzers/dotnet/cs/McpGuard.Analyzers.dll buildTransitive/McpGuard.targets schemas/appsettings.schema.json schemas/policy.schema.json)
  [ "$project" != McpGuard.Testing ] || expected+=(buildTransitive/McpGuard.Testing.targets schemas/policy-tests.schema.json)
  [ "$project" != McpGuard.Audit ] || expected+=(schemas/audit-record.schema.json)
  for entry in "${expected[@]}"; do
    grep -qxF "$entry" <<<"$entries" || { echo "$package lacks $entry" >&2; exit 1; }
  done

  # A package page cannot show other pages of the repository.
  broken=$(unzip -p "$package" README.md | grep -nP '\]\((?!https?:|#)' || true)
  [ -z "$broken" ] || { echo "the page of $package has links to nowhere: $broken" >&2; exit 1; }

  # A package uses the internals of those below it.
  loose=$(unzip -p "$package" "$project.nuspec" | grep -o '<dependency id="McpGuard[^>]*' | grep -v ' version="\[[^],]*\]"' || true)
  [ -z "$loose" ] || { echo "$package takes another version of $loose" >&2; exit 1; }
done

# A program that has nothing but the packages.
consumer=$(mktemp -d)
trap 'rm -rf "$consumer"' EXIT
version=$(basename "$packages"/McpGuard.[0-9]*.nupkg .nupkg)
version=${version#McpGuard.}
cat > "$consumer/nuget.config" <<CONFIG
<configuration>
  <packageSources><add key="packed" value="$PWD/$packages" /></packageSources>
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

# The tool as its users install it, on the log that the program has left.
dotnet tool install McpGuard.Cli --version "$version" --tool-path "$consumer/tools" --configfile "$consumer/nuget.config" --verbosity quiet
"$consumer/tools/mcpguard" audit verify "$consumer/audit" --require-final-checkpoint
"$consumer/tools/mcpguard" audit query "$consumer/audit" --reason credential_missing
ls -1 "$packages"
