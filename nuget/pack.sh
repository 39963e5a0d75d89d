#!/usr/bin/env bash
# Packs the packages into artifacts/packages, checks that each has what its page needs, and uses them as a new user does.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=artifacts/packages
rm -rf "$packages"
for project in McpGuard.Audit McpGuard McpGuard.AspNetCore McpGuard.Testing McpGuard.Cli McpGuard.Templates; do
  dotnet pack "src/$project/$project.csproj" --configuration Release --output "$packages" --nologo --verbosity quiet

  package=$(ls "$packages/$project".[0-9]*.nupkg)
  entries=$(unzip -Z1 "$package")
  expected=(README.md icon.png "lib/net10.0/$project.dll" "lib/net10.0/$project.xml")
  [ "$project" != McpGuard.Cli ] || expected=(README.md icon.png "tools/net10.0/any/$project.dll")
  [ "$project" != McpGuard.Templates ] || expected=(README.md icon.png content/server/.template.config/template.json content/server/http/Program.cs content/server/shared/.gitignore)
  [ "$project" != McpGuard ] || expected+=(analyzers/dotnet/cs/McpGuard.Analyzers.dll buildTransitive/McpGuard.targets schemas/appsettings.schema.json schemas/policy.schema.json)
  [ "$project" != McpGuard.Testing ] || expected+=(buildTransitive/McpGuard.Testing.targets schemas/policy-tests.schema.json)
  [ "$project" != McpGuard.Audit ] || expected+=(schemas/audit-record.schema.json)
  for entry in "${expected[@]}"; do
    grep -qxF "$entry" <<<"$entries" || { echo "$package lacks $entry" >&2; exit 1; }
  done

  # The page says how to install the package.
  install="dotnet add package $project"
  [ "$project" != McpGuard.Cli ] || install="dotnet tool install --global $project"
  [ "$project" != McpGuard.Templates ] || install="dotnet new install $project"
  unzip -p "$package" README.md | grep -xF "$install" > /dev/null || { echo "the page of $package does not say '$install'" >&2; exit 1; }

  # A package page cannot show other pages of the repository.
  broken=$(unzip -p "$package" README.md | grep -nP '\]\((?!https?:|#)' || true)
  [ -z "$broken" ] || { echo "the page of $package has links to nowhere: $broken" >&2; exit 1; }

  # A package uses the internals of those below it.
  loose=$(unzip -p "$package" "$project.nuspec" | grep -o '<dependency id="McpGuard[^>]*' | grep -v ' version="\[[^],]*\]"' || true)
  [ -z "$loose" ] || { echo "$package takes another version of $loose" >&2; exit 1; }
done

nuget/try.sh
ls -1 "$packages"
