#!/usr/bin/env bash
# Packs the packages into artifacts/packages, checks that each has what its page needs, and uses them as a new user does.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=artifacts/packages
rm -rf "$packages" artifacts/release
dotnet pack nuget/Packages.proj --output "$PWD/$packages" --nologo --verbosity quiet
for project in McpGuard.Audit McpGuard McpGuard.AspNetCore McpGuard.Testing McpGuard.Cli McpGuard.Templates; do
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

# A release names its repository. The package links to it, and its symbols link to the sources of the commit.
repository=https://github.com/OWNER/NAME
commit=$(git rev-parse HEAD)
dotnet pack src/McpGuard.Audit/McpGuard.Audit.csproj --configuration Release --artifacts-path artifacts/release --nologo --verbosity quiet -p:RepositoryUrl="$repository"
release=$(ls artifacts/release/package/release/McpGuard.Audit.[0-9]*.nupkg)
holds() {
  unzip -p "$1" "$2" | grep -aF -- "$3" > /dev/null || { echo "$2 of $1 lacks $3" >&2; exit 1; }
}

holds "$release" McpGuard.Audit.nuspec "<repository type=\"git\" url=\"$repository\""
holds "$release" McpGuard.Audit.nuspec "commit=\"$commit\""
holds "$release" McpGuard.Audit.nuspec "<projectUrl>$repository</projectUrl>"
holds "$release" McpGuard.Audit.nuspec "<releaseNotes>$repository/blob/HEAD/CHANGELOG.md</releaseNotes>"
holds "$release" README.md "]($repository/blob/HEAD/src/McpGuard.Audit/"
holds "${release%.nupkg}.snupkg" lib/net10.0/McpGuard.Audit.pdb "{\"documents\":{\"/_/*\":\"https://raw.githubusercontent.com/OWNER/NAME/$commit/*\"}}"
broken=$(unzip -p "$release" README.md | grep -nP '\]\((?!https?:|#)' || true)
[ -z "$broken" ] || { echo "the page of $release has links to nowhere: $broken" >&2; exit 1; }

nuget/try.sh
ls -1 "$packages"
