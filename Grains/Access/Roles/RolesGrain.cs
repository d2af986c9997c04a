using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Writes the built-in roles when it wakes up, so that they say what this version means by them.</summary>
[GrainType("roles")]
internal sealed partial class RolesGrain(RoleStore roles, TimeProvider clock) : Grain, IRolesGrain
{
    private const int MaxRoles = 100;
    private const int MaxPermissions = 100;
    private const int MaxDescriptionCharacters = 500;

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var present = await roles.List(Tenant, cancellationToken);
        foreach (var role in BuiltInRoles.All)
        {
            if (!present.Any(other => IsSame(role, other)))
                await roles.Put(Tenant, role, clock.GetUtcNow(), audit: null, cancellationToken);
        }
    }

    public Task<ImmutableArray<Role>> List() => roles.List(Tenant, CancellationToken.None);

    public async Task<Role> Put(Role role)
    {
        Check(role);
        var present = await List();
        if (present.Any(other => other.Name == role.Name && other.IsBuiltIn))
            throw new ConflictException($"The role '{role.Name}' is built in and cannot be changed.");
        var before = present.FirstOrDefault(other => other.Name == role.Name);
        if (before is null && present.Length >= MaxRoles)
            throw new ConflictException($"There are {MaxRoles} roles, the limit.");
        // Whoever has the role gets what is added, and loses what is taken.
        Grants.Check([.. role.Permissions, .. before?.Permissions ?? []]);
        role = role with { IsBuiltIn = false, Permissions = [.. role.Permissions.Distinct()] };
        var details = new JsonObject { ["before"] = Named(before), ["after"] = Named(role) };
        await roles.Put(
            Tenant, role, clock.GetUtcNow(), clock.Entry(AuditActions.RolePut, $"role/{role.Name}", details),
            CancellationToken.None);
        return role;
    }

    public async Task Delete(string name)
    {
        var present = (await List()).FirstOrDefault(role => role.Name == name) ?? throw new NotFoundException("role", name);
        if (present.IsBuiltIn)
            throw new ConflictException($"The role '{name}' is built in and cannot be deleted.");
        var entry = clock.Entry(AuditActions.RoleDelete, $"role/{name}", new JsonObject { ["before"] = Named(present) });
        if (!await roles.Remove(Tenant, name, entry, CancellationToken.None))
            throw new ConflictException($"A user has the role '{name}'.");
    }

    private static void Check(Role role)
    {
        if (!Name().IsMatch(role.Name))
            throw new InvalidRequestException("name", "must match ^[a-z][a-z0-9_-]{0,63}$.");
        if (role.Description.Length > MaxDescriptionCharacters)
            throw new InvalidRequestException(
                "description",
                $"has {role.Description.Length} characters; at most {MaxDescriptionCharacters} are allowed.");
        NullCharacter.Refuse("description", role.Description);
        if (role.Permissions.Length is 0 or > MaxPermissions)
            throw new InvalidRequestException(
                "permissions", $"has {role.Permissions.Length} entries; 1 to {MaxPermissions} are allowed.");
    }

    private static bool IsSame(Role one, Role other) =>
        one.Name == other.Name && other.IsBuiltIn && one.Description == other.Description
            && one.Permissions.ToHashSet().SetEquals(other.Permissions);

    private static JsonArray? Named(Role? role) =>
        role is null ? null : new JsonArray([.. role.Permissions.Select(permission => (JsonNode)permission.ToString())]);

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z")]
    private static partial Regex Name();
}
