namespace Sanctum.Plugins;

/// <summary>A plug-in cannot be loaded; the message says what is wrong with it and is meant for its author.</summary>
internal sealed class PluginRefusedException(string message) : Exception(message);
