namespace SampleTools;

/// <summary>A support ticket.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Title">What it is about.</param>
/// <param name="IsOpen">Whether somebody still has to look at it.</param>
public sealed record Ticket(long Id, string Title, bool IsOpen);
