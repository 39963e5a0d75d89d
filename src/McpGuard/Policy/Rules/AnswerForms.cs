using System.Collections.Frozen;

namespace McpGuard;

/// <summary>The form in which each caller gets refusals, by its verified token only.</summary>
internal sealed class AnswerForms
{
    private readonly AnswerForm _form;
    private readonly ApprovalOptions _approvals;
    private readonly FrozenDictionary<string, AnswerForm> _clients;
    private readonly (string Prefix, AnswerForm Form)[] _prefixes;
    private readonly FrozenDictionary<string, AnswerForm> _issuers;

    /// <param name="options">Valid options.</param>
    public AnswerForms(McpGuardOptions options)
    {
        var clients = options.Answers.Clients.All.ToLookup(entry => entry.Client.EndsWith('*'));
        _form = options.Answers.Form;
        _approvals = options.Approvals;
        _clients = clients[false].DistinctBy(entry => entry.Client).ToFrozenDictionary(entry => entry.Client, entry => entry.Form, StringComparer.Ordinal);
        _prefixes = [.. clients[true].Select(entry => (entry.Client[..^1], entry.Form)).OrderByDescending(entry => entry.Item1.Length)];
        _issuers = options.Issuers.Values.Where(issuer => issuer is { Issuer: not null, AnswerForm: not null })
            .DistinctBy(issuer => IssuerName.KeyOf(issuer.Issuer!))
            .ToFrozenDictionary(issuer => IssuerName.KeyOf(issuer.Issuer!), issuer => issuer.AnswerForm!.Value, StringComparer.Ordinal);
    }

    /// <summary>The page of an approval, or null without an address.</summary>
    public Uri? PageOf(Approval approval) => _approvals.LinkTo(approval.Id);

    public AnswerForm Of(DelegatedCaller caller)
    {
        if (_clients.TryGetValue(caller.ClientId, out var own))
            return own;

        foreach (var (prefix, form) in _prefixes)
        {
            if (caller.ClientId.StartsWith(prefix, StringComparison.Ordinal))
                return form;
        }

        return _issuers.TryGetValue(IssuerName.KeyOf(caller.Issuer), out var ofIssuer) ? ofIssuer : _form;
    }
}
