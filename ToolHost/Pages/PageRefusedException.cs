namespace Sanctum.ToolHost.Pages;

/// <summary>A page is not read; the message says which limit it breaks.</summary>
internal sealed class PageRefusedException(string message) : Exception(message);
