using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server.AspNetCore;

namespace Sanctum.Access;

/// <summary>Has OpenIddict read and check a request; the endpoint decides about what is left to it.</summary>
internal sealed class OAuthProtocol(OAuthKeys keys) : IEndpointFilter
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        await keys.Prepare();
        var handlers = http.RequestServices.GetRequiredService<IAuthenticationHandlerProvider>();
        var handler = (IAuthenticationRequestHandler)(await handlers.GetHandlerAsync(http, Scheme))!;
        return await handler.HandleRequestAsync() ? Results.Empty : await next(context);
    }

    /// <summary>Refuses a request as the standard has it.</summary>
    public static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [Scheme]);

    /// <summary>Issues what was asked for.</summary>
    public static IResult Issue(System.Security.Claims.ClaimsPrincipal principal) =>
        Results.SignIn(principal, authenticationScheme: Scheme);

    /// <summary>Who stands behind the code or refresh token that was presented.</summary>
    public static async Task<System.Security.Claims.ClaimsPrincipal> Presented(HttpContext http) =>
        (await http.AuthenticateAsync(Scheme)).Principal
            ?? throw new InvalidOperationException("OpenIddict let a request through without what it presents.");
}
