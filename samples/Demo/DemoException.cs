namespace Demo;

/// <summary>The demo itself cannot go on, whatever the guard does.</summary>
internal sealed class DemoException(string message) : Exception(message);
