using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>The people that accounts have met, on whichever platforms.</summary>
internal sealed class PeopleEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var people = routes.MapGroup("/v1/people").WithTags("People");
        people.MapGet("", List)
            .Needs("people:read")
            .Produces<PeopleList>()
            .Refuses(400)
            .WithSummary("List people with their profiles, most recently met first");
        people.MapGet("/{id}", Find)
            .Needs("people:read")
            .Produces<KnownPersonResource>()
            .Refuses(400, 404)
            .WithSummary("Read a person with all profiles");
    }

    private static async Task<PeopleList> List(Guid? after, int? limit, IClusterClient grains)
    {
        var page = await grains.People().List(after, PageLimit.Check(limit));
        return new PeopleList([.. page.Items.Select(KnownPersonResource.From)], page.Next);
    }

    private static async Task<KnownPersonResource> Find(Guid id, IClusterClient grains) =>
        KnownPersonResource.From(await grains.People().Find(id));
}

/// <summary>A page of people.</summary>
/// <param name="Items">Those met last first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record PeopleList(KnownPersonResource[] Items, Guid? Next);

/// <summary>A person, on however many platforms.</summary>
/// <param name="Id">The person.</param>
/// <param name="CreatedAt">When the person was met first, in UTC.</param>
/// <param name="Profiles">By platform.</param>
/// <param name="Links">Where to go from here.</param>
internal sealed record KnownPersonResource(Guid Id, DateTimeOffset CreatedAt, ProfileResource[] Profiles, PersonLinks Links)
{
    public static KnownPersonResource From(Person person) => new(
        person.Id, person.CreatedAt, [.. person.Profiles.Select(ProfileResource.From)],
        new PersonLinks($"/v1/people/{person.Id}", $"/v1/sessions?person={person.Id}"));
}

/// <summary>What belongs to a person.</summary>
internal sealed record PersonLinks(string Self, string Sessions);
