namespace Demo;

/// <summary>The demo itself cannot continue.</summary>
internal sealed class DemoException(string message) : Exception(message);
