using Microsoft.AspNetCore.Http.Features;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Access;

/// <summary>What the caller allowed OAuth clients.</summary>
internal sealed class ConsentEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var consents = routes.MapGroup("/api/users/me/consents").WithTags("OAuth").NeedsSignIn().ForOperators();
        consents.MapGet("", List)
            .Produces<ConsentList>()
            .Refuses(403)
            .WithSummary("List which OAuth clients may act for the caller");
        consents.MapDelete("/{consent:guid}", Revoke)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(403, 404)
            .WithSummary("End what the caller allowed an OAuth client; its tokens are refused within a second");
    }

    private static async Task<ConsentList> List(HttpContext http, IClusterClient grains) => new(
        [.. (await grains.OAuth().Consents(UserOf(http))).Select(ConsentResource.From)]);

    private static async Task<IResult> Revoke(Guid consent, HttpContext http, IClusterClient grains) =>
        await grains.OAuth().RevokeConsent(consent, UserOf(http))
            ? Results.NoContent()
            : throw new NotFoundException("consent", consent.ToString());

    private static string UserOf(HttpContext http) =>
        http.Features.GetRequiredFeature<Principal>() is { Kind: PrincipalKind.User, SessionId: not null } user
            ? user.Id
            : throw new ProblemException(AccessProblems.UserNeeded());
}

/// <summary>What a user allowed.</summary>
/// <param name="Items">The newest first, at most 200.</param>
internal sealed record ConsentList(ConsentResource[] Items);

/// <summary>What a user allowed a client.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ClientId">What the client calls itself by.</param>
/// <param name="ClientName">Its name.</param>
/// <param name="Scopes">What was allowed.</param>
/// <param name="CreatedAt">UTC.</param>
internal sealed record ConsentResource(Guid Id, string ClientId, string ClientName, string[] Scopes, DateTimeOffset CreatedAt)
{
    public static ConsentResource From(OAuthConsent consent) =>
        new(consent.Id, consent.ClientId, consent.ClientName, [.. consent.Scopes], consent.CreatedAt);
}
