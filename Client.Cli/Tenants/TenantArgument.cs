using System.CommandLine;

namespace Sanctum.Tenants;

/// <summary>The tenant that a command is about.</summary>
internal static class TenantArgument
{
    public static Argument<string> Create() => new("tenant") { Description = "The tenant's name" };
}
