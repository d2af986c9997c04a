using System.CommandLine;

namespace Sanctum.Memory;

/// <summary>A run of consolidation on the command line.</summary>
internal static class ConsolidationArgument
{
    public static Argument<Guid> Create() =>
        new("run") { Description = "A consolidation's id, from 'sanctum memory consolidation list'" };
}
