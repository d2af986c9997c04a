using System.Collections.Immutable;

namespace Sanctum.Access;

/// <summary>The roles that every tenant has.</summary>
internal static class BuiltInRoles
{
    public const string Admin = "admin";
    public const string Developer = "developer";
    public const string Viewer = "viewer";

    public static ImmutableArray<Role> All { get; } =
    [
        Of(Admin, "May do everything.", "*:*"),
        Of(
            Developer, "Builds and runs agents; sees neither users, keys nor the audit log.",
            "agents:*", "conversations:*", "memory:*", "tools:*", "queues:*", "dead_letters:*", "posts:*", "people:*",
            "accounts:read", "accounts:execute", "approvals:read", "platforms:read", "plugins:read", "settings:read",
            "cluster:read", "metrics:read"),
        Of(Viewer, "Sees everything, changes nothing.", "*:read"),
    ];

    private static Role Of(string name, string description, params string[] permissions) =>
        new(name, description, [.. permissions.Select(Permission.Parse)], IsBuiltIn: true);
}
