namespace McpGuard.Samples.Tests.Running;

internal static class Tampering
{
    /// <summary>Changes one character in the middle of a token's claims.</summary>
    public static string With(string token)
    {
        var parts = token.Split('.');
        var middle = parts[1].Length / 2;
        var other = parts[1][middle] == 'A' ? 'B' : 'A';
        return $"{parts[0]}.{parts[1][..middle]}{other}{parts[1][(middle + 1)..]}.{parts[2]}";
    }
}
