using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sanctum.Platforms.Replies;

/// <summary>Another account of the same tenant, for replies that the platform refuses.</summary>
internal sealed record Fallback
{
    [Description("Its platform."), StringLength(32, MinimumLength = 1)]
    public required string Platform { get; init; }

    [Description("Its name in Sanctum."), StringLength(64, MinimumLength = 1)]
    public required string Account { get; init; }
}
