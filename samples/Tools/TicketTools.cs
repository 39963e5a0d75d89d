using System.ComponentModel;
using McpGuard;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace SampleTools;

/// <summary>A list of support tickets.</summary>
[McpServerToolType]
public sealed class TicketTools(TicketStore store)
{
    /// <summary>Finds tickets.</summary>
    /// <param name="text">What the title must contain.</param>
    /// <returns>The newest that match.</returns>
    [McpServerTool(Name = "tickets_search", ReadOnly = true), RequireScope("tickets:read")]
    [Description("Finds the newest tickets, at most 50.")]
    public IReadOnlyList<Ticket> Search([Description("What the title must contain; empty for all.")] string text = "") => store.Search(text, limit: 50);

    /// <summary>Opens a ticket.</summary>
    /// <param name="title">What it is about.</param>
    /// <returns>The new ticket.</returns>
    [McpServerTool(Name = "tickets_create"), RequireScope("tickets:read", "tickets:write")]
    [Description("Opens a ticket.")]
    public Ticket Create([Description("What it is about, in one line of at most 200 characters.")] string title) =>
        title.Length is > 0 and <= 200 ? store.Create(title) : throw new McpException("A title has 1 to 200 characters.");

    /// <summary>Closes a ticket.</summary>
    /// <param name="id">Its number.</param>
    /// <returns>What was done.</returns>
    [McpServerTool(Name = "tickets_close", Idempotent = true), RequireScope("tickets:read", "tickets:write")]
    [Description("Closes a ticket.")]
    public string Close([Description("The ticket's number.")] long id) =>
        store.Close(id) ? $"Ticket {id} is closed." : throw new McpException($"There is no ticket {id}.");

    /// <summary>Deletes all closed tickets.</summary>
    /// <returns>What was done.</returns>
    [McpServerTool(Name = "tickets_purge", Destructive = true), RequireScope("tickets:admin")]
    [Description("Deletes all closed tickets for good.")]
    public string Purge() => $"{store.DeleteClosed()} tickets are gone.";
}
