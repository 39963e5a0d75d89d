namespace Demo;

/// <summary>The demo's requests as commands for a shell.</summary>
internal static class ShellCommands
{
    private const string AccessTokenOfAnswer = """sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p'""";

    public static string GetToken(string authority, string resource, string scopes) => $$"""
            SUBJECT=$(curl -s {{authority}}/token -u chat-app:chat-app-secret \
              -d grant_type=client_credentials -d login_hint=alice | {{AccessTokenOfAnswer}})

            TOKEN=$(curl -s {{authority}}/token -u agent-1:agent-1-secret \
              -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \
              -d subject_token=$SUBJECT -d subject_token_type=urn:ietf:params:oauth:token-type:access_token \
              -d resource={{resource}} -d 'scope={{scopes}}' | {{AccessTokenOfAnswer}})
        """;

    public static string Call(string resource, string tool, string arguments) => $$$"""
            curl -si {{{resource}}} -H "Authorization: Bearer $TOKEN" \
              -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
              -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}'; echo
        """;

    public static string CallWithoutToken(string resource) => $$"""
            curl -si {{resource}} \
              -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
              -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'; echo
        """;
}
