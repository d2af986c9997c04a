using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>Platforms whose adapters are processes of their own.</summary>
internal sealed class RemotePlatformEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/platforms/{platform}", Register)
            .Needs("platforms:write").ForOperators()
            .WithTags("Platforms")
            .Audited(AuditActions.PlatformRegister, "platform/{platform}")
            .Produces<PlatformResource>()
            .Refuses(400, 409)
            .WithSummary("Register a remote adapter, or change its address and operations")
            .WithDescription(
                "Requests in both directions are signed with `secret`. The change applies at once, without a restart, " +
                "and in every process of a cluster shortly after.");
        routes.MapDelete("/v1/platforms/{platform}", Unregister)
            .Needs("platforms:delete").ForOperators()
            .WithTags("Platforms")
            .Audited(AuditActions.PlatformUnregister, "platform/{platform}")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404)
            .WithSummary("Remove a remote adapter; its accounts and their posts wait until an adapter is registered again");
    }

    private static async Task<PlatformResource> Register(
        PlatformName platform, RemoteRequest request, HttpContext http, IClusterClient grains)
    {
        var registration = request.Check();
        var before = await Find(platform, grains);
        var after = PlatformResource.From(await grains.Platforms().Register(platform.Value, registration));
        http.AuditChange(AuditedChange.Between(before, after).WithSecret("secret"));
        return after;
    }

    private static async Task<IResult> Unregister(PlatformName platform, HttpContext http, IClusterClient grains)
    {
        var before = await Find(platform, grains);
        await grains.Platforms().Unregister(platform.Value);
        http.AuditChange(AuditedChange.Between(before, after: null));
        return Results.NoContent();
    }

    private static async Task<PlatformResource?> Find(PlatformName platform, IClusterClient grains) =>
        (await grains.Platforms().ListPlatforms()).FirstOrDefault(known => known.Name == platform.Value) is { } found
            ? PlatformResource.From(found)
            : null;
}

/// <summary>A process that is an adapter.</summary>
/// <param name="BaseUrl">Where it is called, such as <c>http://127.0.0.1:8123/</c>.</param>
/// <param name="Secret">What both sides sign with: <c>whsec_</c> and 24 to 64 bytes in base64; several for an exchange.</param>
/// <param name="LongestText">The longest text of one post.</param>
/// <param name="TextUnit">What that counts.</param>
/// <param name="IdempotentPosts">Whether it makes one post of two calls with the same id.</param>
/// <param name="SettingsSchema">JSON Schema of an account's settings; without it there are none.</param>
/// <param name="Operations">What it can do beside posting.</param>
internal sealed record RemoteRequest(
    string? BaseUrl = null,
    string? Secret = null,
    int LongestText = 4_000,
    TextUnit TextUnit = TextUnit.Utf16,
    bool IdempotentPosts = false,
    JsonObject? SettingsSchema = null,
    RemoteOperation[]? Operations = null)
{
    private const string NoSettings = """{"type":"object","additionalProperties":false}""";

    /// <exception cref="InvalidRequestException">Address or secret is missing.</exception>
    public RemoteRegistration Check()
    {
        FieldError?[] missing =
        [
            BaseUrl is null ? new FieldError("baseUrl", "is missing.") : null,
            Secret is null ? new FieldError("secret", "is missing.") : null,
        ];
        if (missing.OfType<FieldError>().ToList() is { Count: > 0 } errors)
            throw new InvalidRequestException(errors);
        return new RemoteRegistration(
            BaseUrl!, Secret!, LongestText, TextUnit, IdempotentPosts, SettingsSchema?.ToJsonString() ?? NoSettings,
            [.. (Operations ?? []).Distinct()]);
    }
}
