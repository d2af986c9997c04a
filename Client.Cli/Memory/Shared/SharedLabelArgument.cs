using System.CommandLine;

namespace Sanctum.Memory;

/// <summary>The shared block that a command is about.</summary>
internal static class SharedLabelArgument
{
    public static Argument<string> Create() =>
        new("label") { Description = "The block's label, from 'sanctum memory shared list'" };
}
