using Sanctum.Traces;

namespace Sanctum.Platforms.People;

/// <summary>Erases a person's profiles, what accounts read of them, and who sent which notification.</summary>
internal sealed class ProfileEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } =
        ["platform_profile", "platform_user", "platform_notification", "profile_cache"];

    public TraceOrder Order => TraceOrder.Person;

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "cached profiles",
            $"""
            delete from profile_cache c using {PersonTraces.Of("profile")} p
            where c.tenant = $1 and c.platform = p.a and (
                c.person in (p.b, replace(p.b, ':', '%3A')) or position('"' || p.b || '"' in c.profile) > 0)
            """,
            ct);
        await traces.Erase(
            "notifications",
            $"""
            delete from platform_notification n using {PersonTraces.Of("profile")} p
            where n.tenant = $1 and n.platform = p.a and n.author_id = p.b
            """,
            ct);
        await traces.Erase(
            "profiles",
            $"""
            delete from platform_profile f using {PersonTraces.Of("profile")} p
            where f.tenant = $1 and f.platform = p.a and f.profile_id = p.b
            """,
            ct);
        await traces.Erase(
            "people",
            $"""
            delete from platform_user u using {PersonTraces.Of("person")} p
            where u.tenant = $1 and u.id = p.a::uuid and not exists (
                select from platform_profile f where f.tenant = $1 and f.user_id = u.id)
            """,
            ct);
    }

    public async Task Search(PersonTraces traces, CancellationToken ct)
    {
        await traces.Search(
            "person",
            $"""
            select f.user_id::text, '' from {PersonTraces.Of("profile")} p
            join platform_profile f on f.tenant = $1 and f.platform = p.a and f.profile_id = p.b
            """);
        // Profiles that were linked to the person since.
        await traces.Search(
            "profile",
            $"""
            select f.platform, f.profile_id from {PersonTraces.Of("person")} p
            join platform_profile f on f.tenant = $1 and f.user_id = p.a::uuid
            """);
        await traces.Search(
            "handle",
            $"""
            select f.platform, f.handle from {PersonTraces.Of("profile")} p
            join platform_profile f on f.tenant = $1 and f.platform = p.a and f.profile_id = p.b
            """);
    }
}
