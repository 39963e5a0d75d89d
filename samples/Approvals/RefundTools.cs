using System.ComponentModel;
using System.Globalization;
using McpGuard;
using ModelContextProtocol.Server;

namespace Approvals;

/// <summary>Pays money back.</summary>
[McpServerToolType]
public static class RefundTools
{
    /// <summary>Pays money back to a customer.</summary>
    /// <param name="order">The order.</param>
    /// <param name="amount">The amount.</param>
    /// <returns>What was done.</returns>
    [McpServerTool(Name = "refund", Destructive = true), RequireScope("refunds:write"), RequireApproval("finance-leads")]
    [Description("Pays money back to the customer of an order.")]
    public static string Refund([Description("The number of the order.")] string order, [Description("The amount in euros.")] decimal amount) =>
        string.Create(CultureInfo.InvariantCulture, $"Paid {amount:0.00} euros back for order {order}.");
}
