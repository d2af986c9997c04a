using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>How the list of tools that an agent may use grows and shrinks; null is every tool, also those to come.</summary>
internal sealed class AllowedTools(ToolRegistry registry)
{
    /// <summary>The list with the selected tools.</summary>
    /// <exception cref="InvalidRequestException">The selection names what is not there.</exception>
    public ImmutableArray<string>? With(ImmutableArray<string>? allowed, ToolSelection selection)
    {
        if (selection.All)
            return null;
        var coming = Resolve(selection, Registered());
        return allowed is { } present ? [.. present.Union(coming, StringComparer.Ordinal)] : null;
    }

    /// <summary>
    /// The list without the selected tools. Of an agent that may use every tool, it is what is left of those there are now.
    /// </summary>
    /// <exception cref="InvalidRequestException">The selection names what is neither there nor on the list.</exception>
    public ImmutableArray<string>? Without(ImmutableArray<string>? allowed, ToolSelection selection)
    {
        if (selection.All)
            return [];
        // A tool whose plug-in is gone can still be taken off the list.
        var leaving = Resolve(selection, Registered().Union(allowed ?? [], StringComparer.Ordinal));
        return [.. (allowed ?? [.. Registered()]).Except(leaving, StringComparer.Ordinal)];
    }

    private IEnumerable<string> Registered() => registry.Descriptions.Select(tool => tool.Name);

    private IEnumerable<string> Resolve(ToolSelection selection, IEnumerable<string> known) =>
        selection.Platform is { } platform
            ? OfPlatform(platform)
            : Checked(selection.Names ?? [], [.. known.Order(StringComparer.Ordinal)]);

    private IEnumerable<string> OfPlatform(string platform)
    {
        var found = registry.Descriptions.Where(tool => tool.Platform == platform).Select(tool => tool.Name).ToList();
        if (found.Count > 0)
            return found;
        var platforms = registry.Descriptions.Select(tool => tool.Platform).OfType<string>().Distinct().Order(
            StringComparer.Ordinal);
        throw new InvalidRequestException(
            "platform", $"There are no tools of the platform '{platform}'; there are some of: {string.Join(", ", platforms)}.");
    }

    private static ImmutableArray<string> Checked(ImmutableArray<string> names, ImmutableArray<string> known)
    {
        var unknown = names.Except(known, StringComparer.Ordinal).ToList();
        return unknown.Count == 0
            ? names
            : throw new InvalidRequestException(
                "tools", $"There is no tool '{string.Join("', '", unknown)}'. There are: {string.Join(", ", known)}.");
    }
}
