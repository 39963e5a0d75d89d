namespace McpGuard;

/// <summary>A task that goes on in the background.</summary>
/// <param name="Owner">Who has begun it, as <see cref="CallerKey"/> writes it.</param>
/// <param name="Method">The method that it came from.</param>
/// <param name="Target">What that was about.</param>
internal sealed record OwnedTask(string Owner, string Method, string? Target);
