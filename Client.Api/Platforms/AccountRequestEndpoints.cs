using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>What an account looks up, or takes back, on its platform at once. The same for every platform.</summary>
internal sealed class AccountRequestEndpoints : IEndpointModule
{
    private const int DefaultPosts = 25;
    private const int MaxPosts = 100;
    private const int MaxQueryCharacters = 500;
    private const int MaxNameCharacters = 256;
    private const int MaxIdCharacters = 1_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup("/v1/platforms/{platform}/accounts/{account}").WithTags("Platforms");
        account.MapGet("/search", Search)
            .Needs("accounts:execute")
            .Produces<FoundPosts>()
            .Refuses(400, 404, 409, 502)
            .WithSummary("Search posts on the platform, as the account sees them");
        account.MapGet("/profiles/{person}", ReadProfile)
            .Needs("accounts:execute")
            .Produces<PersonResource>()
            .Refuses(400, 404, 409, 502)
            .WithSummary("Look up a person on the platform by handle or id");
        account.MapGet("/thread", ReadThread)
            .Needs("accounts:execute")
            .Produces<FoundPosts>()
            .Refuses(400, 404, 409, 502)
            .WithSummary("Read the conversation around a post")
            .WithDescription("The posts before `post`, `post` itself, then its replies.");
        account.MapDelete("/posts", Delete)
            .Needs("posts:delete")
            .Produces<DeletedPost>()
            .Refuses(400, 404, 409, 502)
            .WithSummary("Delete one of the account's posts; a post that is already gone is no error");
    }

    private static async Task<FoundPosts> Search(
        PlatformName platform, AccountName account, string? q, string? author, string? order, int? limit, IClusterClient grains,
        CancellationToken ct)
    {
        var query = new PostQuery(
            Check("q", q, MaxQueryCharacters), author is null ? null : Check("author", author, MaxNameCharacters),
            ParseOrder(order),
            PageLimit.Check(limit, DefaultPosts, MaxPosts));
        return FoundPosts.From(await grains.AccountRequests(platform, account).Search(query, ct));
    }

    private static async Task<PersonResource> ReadProfile(
        PlatformName platform, AccountName account, string person, IClusterClient grains, CancellationToken ct) =>
        PersonResource.From(
            await grains.AccountRequests(platform, account).ReadProfile(Check("person", person, MaxNameCharacters), ct));

    private static async Task<FoundPosts> ReadThread(
        PlatformName platform, AccountName account, string? post, IClusterClient grains, CancellationToken ct) =>
        FoundPosts.From(
            (await grains.AccountRequests(platform, account).ReadThread(Check("post", post, MaxIdCharacters), ct)).Posts);

    private static async Task<DeletedPost> Delete(
        PlatformName platform, AccountName account, string? post, IClusterClient grains, CancellationToken ct)
    {
        var id = Check("post", post, MaxIdCharacters);
        await grains.AccountRequests(platform, account).Delete(id, ct);
        return new DeletedPost(id);
    }

    private static string Check(string field, string? value, int most)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new InvalidRequestException(field, "is missing.");
        if (value.Length > most)
            throw new InvalidRequestException(field, $"has {value.Length} characters; the limit is {most}.");
        return value.Any(char.IsControl) ? throw new InvalidRequestException(field, "holds a control character.") : value;
    }

    private static PostOrder ParseOrder(string? order) => order switch
    {
        null or "latest" => PostOrder.Latest,
        "top" => PostOrder.Top,
        _ => throw new InvalidRequestException("order", $"'{order}' is none of latest, top."),
    };
}
