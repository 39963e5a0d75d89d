namespace McpGuard.Audit;

/// <summary>Who may read the files of the audit on Unix. Only their owner writes them. On Windows, files inherit the rights of their directory.</summary>
public enum AuditFileReaders
{
    /// <summary>Only the owner: new files have the mode 0600, new directories 0700. The default.</summary>
    Owner,

    /// <summary>The owner and the group, for a program that ships logs: new files have the mode 0640, new directories 0750.</summary>
    Group,
}
