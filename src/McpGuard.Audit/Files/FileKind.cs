namespace McpGuard.Audit;

/// <summary>What stands at a path.</summary>
internal enum FileKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A file with bytes and an end.</summary>
    Regular,

    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, a socket or a device: reading it can wait for ever, and has no end.</summary>
    Other,
}
