namespace McpGuard;

/// <summary>The effect of an argument that the tool's schema does not declare.</summary>
public enum UndeclaredArgumentMode
{
    /// <summary>The argument's name is in the audit record. The default.</summary>
    Record,

    /// <summary>The call is denied, and the argument's name is in the audit record.</summary>
    Refuse,
}
