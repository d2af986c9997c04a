namespace Sanctum.Edge;

/// <summary>What a page tells browsers not to do, where that differs from what all others tell them.</summary>
/// <param name="Text">The header <c>Content-Security-Policy</c>.</param>
internal sealed record PagePolicy(string Text);
