namespace Sanctum.Connection;

/// <summary>What the gateway answered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Json">The body, as it was received.</param>
/// <param name="Value">The part of the body that this side reads.</param>
internal sealed record Answer<T>(int Status, string Json, T Value);

/// <summary>A page of a list.</summary>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">Asks for the next page; null at the end.</param>
internal sealed record Page<T>(T[] Items, object? Next);
