using System.ComponentModel;
using System.Globalization;
using McpGuard;
using ModelContextProtocol.Server;

namespace PolicyAsCode;

/// <summary>Invoices that can be read and refunded. The code declares the scopes; the policy adds who, when and how much.</summary>
[McpServerToolType]
public sealed class InvoiceTools
{
    /// <summary>Reads an invoice.</summary>
    /// <param name="number">Its number.</param>
    /// <returns>Its content.</returns>
    [McpServerTool(Name = "invoices_read", ReadOnly = true), RequireScope("invoices:read")]
    [Description("Reads an invoice.")]
    public static string Read(string number) => $"Invoice {number}: 120.00";

    /// <summary>Refunds a part of an invoice.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="amount">How much.</param>
    /// <returns>What was done.</returns>
    [McpServerTool(Name = "invoices_refund", Destructive = true), RequireScope("invoices:refund")]
    [Description("Refunds a part of an invoice.")]
    public static string Refund(string number, double amount) => string.Create(CultureInfo.InvariantCulture, $"Refunded {amount:0.00} of {number}.");
}
