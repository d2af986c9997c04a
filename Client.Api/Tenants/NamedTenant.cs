using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>An endpoint whose callers do not sign in, and name the tenant in the query: <c>?tenant=acme</c>.</summary>
internal sealed class NamedTenant
{
    /// <summary>The parameter.</summary>
    public const string Parameter = "tenant";

    /// <summary>The tenant that a request names; the default one where it names none.</summary>
    /// <exception cref="InvalidRequestException">The name breaks the rule.</exception>
    /// <exception cref="NotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantSuspendedException">It is suspended.</exception>
    public static async ValueTask<string> Of(HttpContext context, KnownTenants tenants)
    {
        if (context.Request.Query[Parameter].ToString() is not { Length: > 0 } name || name == GrainKey.DefaultTenant)
            return GrainKey.DefaultTenant;
        if (!TenantName.IsValid(name))
            throw new InvalidRequestException(Parameter, $"{TenantName.Rule}.");
        var tenant = await tenants.Find(name) ?? throw new NotFoundException("tenant", name);
        return tenant.State == TenantState.Active ? name : throw new TenantSuspendedException(name);
    }

    /// <summary>Describes the parameter.</summary>
    public static Task Describe(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<NamedTenant>().Any())
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = Parameter,
                In = ParameterLocation.Query,
                Description = "The tenant; `default` if it is left out.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        return Task.CompletedTask;
    }
}

/// <summary>Declares such endpoints.</summary>
internal static class NamedTenants
{
    public static TBuilder InNamedTenant<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new NamedTenant());
}
