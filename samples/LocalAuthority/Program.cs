using LocalAuthority;

var url = args.SkipWhile(argument => argument != "--urls").ElementAtOrDefault(1) ?? "http://127.0.0.1:5001";
var resources = args.Zip(args.Skip(1)).Where(pair => pair.First == "--resource").Select(pair => pair.Second).ToArray();

var options = resources is [] ? new LocalAuthorityOptions { Url = url } : new LocalAuthorityOptions { Url = url, Resources = resources };
await using var authority = LocalAuthorityServer.Build(options);
await authority.StartAsync();

Console.WriteLine($"""
    The authority {options.Issuer} issues tokens for {string.Join(" and ", options.Resources)}.

    A token of alice, who is signed in to the chat application:
      SUBJECT=$(curl -s {options.Issuer}/token -u chat-app:chat-app-secret -d grant_type=client_credentials -d login_hint=alice \
        | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')

    Exchanged by an agent that acts for her:
      TOKEN=$(curl -s {options.Issuer}/token -u agent-1:agent-1-secret -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
        -d subject_token=$SUBJECT -d subject_token_type=urn:ietf:params:oauth:token-type:access_token \
        -d resource={options.Resources[0]} -d 'scope=mcp:basic files:read' | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')

    Stop it with Ctrl+C.
    """);
await authority.WaitForShutdownAsync();
