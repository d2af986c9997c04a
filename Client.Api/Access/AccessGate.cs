using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>
/// The one place where requests are let through to endpoints, by what those declare. A credential that is presented and not
/// accepted is refused even where none is asked for; open endpoints do not look at any.
/// </summary>
internal sealed class AccessGate(
    Callers callers, KnownTenants tenants, StreamGuard streams, RefusedCallers refused, PublicAddress address,
    IOptions<AccessSettings> settings)
{
    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        // What is no route is answered elsewhere, as is a method that a route does not take.
        if (context.GetEndpoint() is not RouteEndpoint endpoint)
        {
            await next(context);
            return;
        }
        var declaration = endpoint.Metadata.GetMetadata<IAccessDeclaration>();
        if (declaration is OpenEndpoint)
        {
            if (endpoint.Metadata.GetMetadata<NamedTenant>() is not null)
                CallerTenant.Enter(await NamedTenant.Of(context, tenants));
            await next(context);
            return;
        }
        var credential = PresentedCredential.Of(context);
        if (credential is null || (credential.Kind == CredentialKind.Foreign && !settings.Value.Required))
            await (IsNeeded(declaration) ? Refuse(context, AccessRefusal.NotSignedIn) : next(context));
        else if (await callers.Find(context, credential) is not { } caller)
            await Refuse(context, AccessRefusal.NotAccepted(credential.Kind));
        else if (RefusalOf(caller.Principal, endpoint) is { } refusal)
            await Refuse(context, refusal);
        else
            await Run(context, next, caller, endpoint);
    }

    private async Task Run(HttpContext context, RequestDelegate next, FoundCaller caller, Endpoint endpoint)
    {
        context.Features.Set(caller.Principal);
        caller.Principal.Act();
        if (StreamGuard.Concerns(endpoint))
            await streams.Run(
                context, next, async () => await caller.LookUp() is { } now && RefusalOf(now, endpoint) is null);
        else
            await next(context);
    }

    private static AccessRefusal? RefusalOf(Principal caller, Endpoint endpoint)
    {
        if (caller.IsSuspended)
            return AccessRefusal.TenantSuspended(caller.Tenant);
        if (caller.Tenant != GrainKey.DefaultTenant && endpoint.Metadata.GetMetadata<OperatorsOnly>() is not null)
            return AccessRefusal.NotOperator;
        var declaration = endpoint.Metadata.GetMetadata<IAccessDeclaration>();
        if (declaration is SignInRequired { BeforePasswordChange: true })
            return null;
        if (caller.MustChangePassword)
            return AccessRefusal.MustChangePassword;
        if (declaration is SignInRequired)
            return null;
        var needed = (declaration as RequiredPermission)?.Permission ?? Permission.Everything.ToString();
        return caller.May(Permission.Parse(needed)) ? null : AccessRefusal.Lacks(needed);
    }

    private bool IsNeeded(IAccessDeclaration? declaration) =>
        settings.Value.Required || declaration is SignInRequired or RequiredPermission { Always: true };

    // Where a client reads who issues tokens (RFC 9728).
    private Uri MetadataOf(HttpContext context) => new(address.Of(context.Request), OAuthPaths.Resource);

    private Task Refuse(HttpContext context, AccessRefusal refusal)
    {
        refused.Record(context, refusal);
        context.Response.Headers.WWWAuthenticate = $"{refusal.Challenge}, resource_metadata=\"{MetadataOf(context)}\"";
        return ProblemWriter.WriteAsync(context, refusal.Problem);
    }
}
