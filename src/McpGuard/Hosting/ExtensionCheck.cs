using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>
/// Finds an author's parts of which there are more than the guard can use, so that none is ignored in silence. It makes them, and a
/// token in the environment is taken out of it so, before anything is served.
/// </summary>
internal sealed class ExtensionCheck(IServiceProvider services)
{
    /// <param name="options">The options, or null if they cannot be read.</param>
    /// <param name="isValid">Whether the options are good. An author's part that asks for bad ones cannot be made, and the options' own problems say why.</param>
    public IReadOnlyList<string> FindProblems(McpGuardOptions? options, bool isValid)
    {
        try
        {
            string?[] problems =
            [
                Extensions.FindSecond("token source", "Remove all but one.", services.GetRequiredService<ServerTokenSource>().Names),
                Extensions.FindSecond("audit signer", "A log has one key. Remove all but one.", [.. Registered<IAuditSigner>("WithAuditSigner"), .. Configured(options?.Audit.File)]),
                Extensions.FindSecond("session risk service", "Remove all but one.", Registered<ISessionRisk>("WithSessionRisk")),
            ];
            return [.. problems.OfType<string>()];
        }
        catch (Exception) when (!isValid)
        {
            return [];
        }
    }

    private string[] Registered<TService>(string verb) where TService : class =>
        [.. services.GetServices<TService>().Select(service => $"{verb}<{service.GetType().Name}>()")];

    // Both keys in the options are a problem of the options themselves.
    private static string[] Configured(AuditFileOptions? file) => file switch
    {
        { SigningKey: not null } => [$"{AuditFile.Section}:SigningKey"],
        { SigningCertificate: not null } => [$"{AuditFile.Section}:SigningCertificate"],
        _ => [],
    };
}
