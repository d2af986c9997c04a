using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Sanctum.Tools.Isolation;

/// <summary>What another process needs to know to make a tool. It does not print the settings, which may hold secrets.</summary>
/// <param name="AssemblyPath">Where its code is; its dependencies are beside it.</param>
/// <param name="ToolType">The class.</param>
/// <param name="PluginType">The class of its plug-in that its constructor wants, or null.</param>
/// <param name="Settings">The settings of that plug-in, and of no other.</param>
internal sealed record ToolProgram(string AssemblyPath, string ToolType, string? PluginType = null, JsonElement? Settings = null)
{
    /// <summary>That of a tool that needs nothing of the process that it is in; null for any other.</summary>
    public static ToolProgram? Of(Type tool) =>
        IsSelfContained(tool) && !tool.IsGenericType ? new ToolProgram(tool.Assembly.Location, tool.FullName!) : null;

    /// <summary>Whether a tool's constructor wants nothing but perhaps an <see cref="ILogger"/>.</summary>
    public static bool IsSelfContained(Type tool) =>
        tool.GetConstructors() is [var constructor]
            && constructor.GetParameters().All(parameter => parameter.ParameterType == typeof(ILogger));

    public override string ToString() => $"{ToolType} of {AssemblyPath}";
}
