using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>The roles, and the permissions that there are.</summary>
internal sealed class RoleEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/permissions", ListPermissions)
            .WithTags("Roles")
            .AlwaysNeeds("roles:read")
            .Produces<PermissionList>()
            .WithSummary("List every permission that an endpoint needs");
        var roles = routes.MapGroup("/v1/roles").WithTags("Roles");
        roles.MapGet("", List)
            .AlwaysNeeds("roles:read")
            .Produces<RoleList>()
            .Refuses()
            .WithSummary("List roles");
        roles.MapGet("/{role}", Get)
            .AlwaysNeeds("roles:read")
            .Produces<RoleResource>()
            .Refuses(400, 404)
            .WithSummary("Read a role");
        roles.MapPut("/{role}", Put)
            .AlwaysNeeds("roles:write")
            .Produces<RoleResource>()
            .Refuses(400, 409)
            .WithSummary("Create a role or replace what it allows")
            .WithDescription("It applies within a second to all who have it. Built-in roles cannot be changed.");
        roles.MapDelete("/{role}", Delete)
            .AlwaysNeeds("roles:write")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("Delete a role that no user has");
    }

    private static PermissionList ListPermissions(Permissions permissions) => new([.. permissions.All]);

    private static async Task<RoleList> List(IClusterClient grains) =>
        new([.. (await grains.Roles().List()).Select(RoleResource.From)]);

    private static async Task<RoleResource> Get(RoleName role, IClusterClient grains) =>
        RoleResource.From(
            (await grains.Roles().List()).FirstOrDefault(one => one.Name == role.Value)
                ?? throw new NotFoundException("role", role.Value));

    private static async Task<RoleResource> Put(
        RoleName role, RoleRequest request, Permissions permissions, IClusterClient grains) =>
        RoleResource.From(await grains.Roles().Put(new Role(
            role.Value, request.Description ?? "", Fields.Grants("permissions", request.Permissions, permissions))));

    private static async Task<IResult> Delete(RoleName role, IClusterClient grains)
    {
        await grains.Roles().Delete(role.Value);
        return Results.NoContent();
    }
}

/// <summary>Every permission.</summary>
/// <param name="Items">As <c>resource:action</c>, sorted.</param>
internal sealed record PermissionList(string[] Items);

/// <summary>The roles.</summary>
/// <param name="Items">By name.</param>
internal sealed record RoleList(RoleResource[] Items);

/// <summary>A role.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Permissions">What it allows; <c>*</c> stands for all.</param>
/// <param name="BuiltIn">Whether it cannot be changed.</param>
internal sealed record RoleResource(string Name, string Description, string[] Permissions, bool BuiltIn)
{
    public static RoleResource From(Role role) => new(
        role.Name, role.Description, [.. role.Permissions.Select(permission => permission.ToString())], role.IsBuiltIn);
}

/// <summary>What a role is to allow.</summary>
/// <param name="Permissions">At most 100, such as <c>agents:execute</c> or <c>queues:*</c>.</param>
/// <param name="Description">What it is for; at most 500 characters.</param>
internal sealed record RoleRequest(string[]? Permissions, string? Description = null);
