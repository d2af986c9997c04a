using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Secrets;

/// <summary>Under which keys secrets are encrypted, and encrypting them under the current one.</summary>
internal sealed class SecretsEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var secrets = routes.MapGroup("/v1/admin/secrets").WithTags("Secrets");
        secrets.MapGet("", Get)
            .Needs("secrets:read").ForOperators()
            .Produces<SecretsResource>()
            .Refuses()
            .WithSummary("Count the secrets under each key")
            .WithDescription("Keys are named by the start of their hash. One that `canBeRemoved` encrypts nothing any more.");
        secrets.MapPost("/reencrypt", Reencrypt)
            .Needs("secrets:write").ForOperators()
            .Audited(AuditActions.SecretsReencrypt, "secrets")
            .Produces<SecretsResource>()
            .Refuses(409)
            .WithSummary("Encrypt all secrets under the current key, now")
            .WithDescription(
                "Every process does so by itself `Sanctum:Secrets:ReencryptAfter` after its start. It answers when all are " +
                "encrypted; interrupted, it is sent again. 409 while a process that started later has another current key.");
    }

    private static async Task<SecretsResource> Get(IClusterClient grains) => SecretsResource.From(await grains.Secrets().Get());

    private static async Task<SecretsResource> Reencrypt(IClusterClient grains) =>
        SecretsResource.From(await grains.Secrets().Reencrypt());
}
