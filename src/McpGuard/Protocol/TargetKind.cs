namespace McpGuard;

/// <summary>The kind of target of a rule.</summary>
internal enum TargetKind
{
    /// <summary>A tool, by its name.</summary>
    Tool,

    /// <summary>A prompt, by its name.</summary>
    Prompt,

    /// <summary>A resource or a template of resources, by its URI or URI template as the server lists it.</summary>
    Resource,

    /// <summary>A method of the protocol, or of the server's own.</summary>
    Method,
}
