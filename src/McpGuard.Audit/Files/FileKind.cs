namespace McpGuard.Audit;

/// <summary>The kind of file at a path.</summary>
internal enum FileKind
{
    /// <summary>There is no file.</summary>
    None,

    /// <summary>A regular file.</summary>
    Regular,

    Directory,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>A pipe, a socket or a device. Reading it can wait forever.</summary>
    Other,
}
