namespace GatewayStandIns;

/// <summary>Somebody who has signed in at a gateway.</summary>
/// <param name="Subject">The user's id at the identity provider.</param>
/// <param name="Name">The user's name.</param>
/// <param name="Email">The user's address.</param>
/// <param name="Groups">The user's groups.</param>
public sealed record GatewayUser(string Subject, string Name, string Email, params string[] Groups)
{
    /// <summary>The id of the user's session.</summary>
    public string SessionId { get; } = Guid.NewGuid().ToString();
}
