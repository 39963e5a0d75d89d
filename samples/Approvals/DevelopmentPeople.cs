namespace Approvals;

/// <summary>The people who can sign in, with their groups. Their passwords are not secret: they work on this machine only.</summary>
internal static class DevelopmentPeople
{
    private static readonly Dictionary<string, string[]> _groups = new(StringComparer.Ordinal)
    {
        ["alice"] = ["support"],
        ["bob"] = ["finance-leads"],
        ["carol"] = ["finance-leads"],
    };

    /// <summary>The groups of a person, or null if the name or the password is wrong.</summary>
    public static string[]? GroupsOf(string? name, string? password) =>
        name is not null && password == $"{name}-secret" && _groups.TryGetValue(name, out var groups) ? groups : null;
}
