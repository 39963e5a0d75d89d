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
  [ "$project" != McpGuard ] || expected+=(schemas/policy.schema.json)
  [ "$project" != McpGuard.Audit ] || expected+=(schemas/audit-record.schema.json)
  for entry in "${expected[@]}"; do
    grep -qxF "$entry" <<<"$entries" || { echo "$package lacks $entry" >&2; exit 1; }
  done

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
cat > "$consumer/Consumer.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <NoWarn>NU1603</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="McpGuard.AspNetCore" Version="$version" />
    <PackageReference Include="McpGuard.Testing" Version="$version" />
  </ItemGroup>
</Project>
PROJECT
cat > "$consumer/Program.cs" <<'PROGRAM'
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
dotnet run --project "$consumer" --verbosity quiet -- "$consumer/audit"

# The tool as its users install it, on the log that the program has left.
dotnet tool install McpGuard.Cli --version "$version" --tool-path "$consumer/tools" --configfile "$consumer/nuget.config" --verbosity quiet
"$consumer/tools/mcpguard" audit verify "$consumer/audit" --require-final-checkpoint
"$consumer/tools/mcpguard" audit query "$consumer/audit" --reason credential_missing
ls -1 "$packages"
