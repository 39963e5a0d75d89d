using LocalAuthority;

var url = args.SkipWhile(argument => argument != "--urls").ElementAtOrDefault(1) ?? "http://127.0.0.1:5001";
var resource = args.SkipWhile(argument => argument != "--resource").ElementAtOrDefault(1) ?? "http://127.0.0.1:5002/mcp";

await using var authority = LocalAuthorityServer.Build(new LocalAuthorityOptions { Url = url, Resources = [resource] });
await authority.StartAsync();

Console.WriteLine($"""
    The authority listens on {url} and issues tokens for {resource}.

    A token of alice, who is signed in to the chat application:
      SUBJECT=$(curl -s {url}/token -u chat-app:chat-app-secret -d grant_type=client_credentials -d login_hint=alice | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')

    Exchanged by an agent that acts for her:
      TOKEN=$(curl -s {url}/token -u agent-1:agent-1-secret -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
        -d subject_token=$SUBJECT -d subject_token_type=urn:ietf:params:oauth:token-type:access_token \
        -d resource={resource} -d 'scope=mcp:basic files:read' | sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')

    Stop it with Ctrl+C.
    """);
await authority.WaitForShutdownAsync();
