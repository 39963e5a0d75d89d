namespace McpGuard;

/// <summary>A task in the background.</summary>
/// <param name="Owner">The caller that started it, as its <see cref="CallerKey"/>.</param>
/// <param name="Method">The method that started it.</param>
/// <param name="Target">The target of that method.</param>
internal sealed record OwnedTask(string Owner, string Method, string? Target);
