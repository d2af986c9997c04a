using System.CommandLine;

namespace Sanctum.Memory;

/// <summary>The block that a command is about.</summary>
internal static class LabelArgument
{
    public static Argument<string> Create() =>
        new("label") { Description = "The block's label, from 'sanctum memory show'" };
}
