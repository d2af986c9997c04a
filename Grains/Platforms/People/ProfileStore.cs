using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.People;

/// <summary>
/// The SQL of <c>platform_profile</c> and <c>platform_user</c>, beside what an account's notifications write there.
/// </summary>
internal sealed class ProfileStore(WriteBatcher writes, Database reads)
{
    /// <summary>Columns of a <see cref="UserProfile"/>, in the order that <see cref="Read"/> takes them.</summary>
    public const string Columns =
        "platform, profile_id, user_id, handle, display_name, is_bot, coalesce(opted_out, false), metadata::text, " +
        "first_seen_at, last_seen_at";

    public const int ColumnCount = 10;

    /// <summary>The profile; where there is none, a new one with a new user.</summary>
    public async Task<UserProfile> GetOrCreate(
        string tenant, ProfileKey key, string handle, string displayName, CancellationToken ct) =>
        (await writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                with profile as (
                    insert into platform_profile (tenant, platform, profile_id, user_id, handle, display_name)
                    values ($1, $2, $3, $4, $5, $6)
                    on conflict (tenant, platform, profile_id) do update
                    set handle = excluded.handle, display_name = coalesce(nullif(excluded.display_name, ''), platform_profile.display_name), last_seen_at = now()
                    returning *),
                users as (insert into platform_user (id, tenant) select user_id, $1 from profile where user_id = $4)
                select {Columns} from profile
                """,
                Text(tenant), Text(key.Platform), Text(key.ProfileId), Uuid(Guid.CreateVersion7()), Text(handle),
                Text(displayName)),
            Read, ct))!;

    /// <summary>The profile of this id or, else, of this handle; or null.</summary>
    public Task<UserProfile?> Find(string tenant, ProfileKey key, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"""
            select {Columns} from platform_profile where tenant = $1 and platform = $2 and (profile_id = $3 or handle = $3)
            order by profile_id = $3 desc, last_seen_at desc limit 1
            """,
            Text(tenant), Text(key.Platform), Text(key.ProfileId)),
        Read, ct);

    /// <summary>Which of these people, by id or handle, are bots as some platform says.</summary>
    public Task<ImmutableArray<string>> ListBots(
        string tenant, IEnumerable<string> platforms, IEnumerable<string> idsOrHandles, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            """
            select name from unnest($3::text[]) as name
            where exists (
                select from platform_profile
                where tenant = $1 and platform = any ($2) and is_bot and (profile_id = name or handle = name))
            """,
            Text(tenant), Texts(platforms), Texts(idsOrHandles)),
        row => row.GetString(0), ct);

    /// <summary>Writes what Sanctum knows of a profile; null if it is not there.</summary>
    public Task<UserProfile?> Change(string tenant, ProfileKey key, string metadata, bool? hasOptedOut, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                update platform_profile set metadata = $4, opted_out = coalesce($5, opted_out)
                where tenant = $1 and platform = $2 and profile_id = $3
                returning {Columns}
                """,
                Text(tenant), Text(key.Platform), Text(key.ProfileId), Json(metadata), Bool(hasOptedOut)),
            Read, ct);

    /// <summary>Gives one user's profiles to another.</summary>
    public Task Merge(string tenant, Guid into, Guid from, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            with moved as (update platform_profile set user_id = $2 where tenant = $1 and user_id = $3)
            delete from platform_user where tenant = $1 and id = $3
            """,
            Text(tenant), Uuid(into), Uuid(from)),
        ct);

    /// <summary>Gives a profile a user of its own, unless it is its user's only one.</summary>
    public Task Separate(string tenant, ProfileKey key, Guid newUser, CancellationToken ct) => writes.ExecuteAsync(
        new SqlStatement(
            """
            with separated as (
                update platform_profile p set user_id = $4
                where tenant = $1 and platform = $2 and profile_id = $3
                  and exists (select from platform_profile o where o.user_id = p.user_id and (o.platform, o.profile_id) <> (p.platform, p.profile_id))
                returning 1)
            insert into platform_user (id, tenant) select $4, $1 from separated
            """,
            Text(tenant), Text(key.Platform), Text(key.ProfileId), Uuid(newUser)),
        ct);

    /// <summary>Forgets profiles that nothing is known of, with the users that have no other.</summary>
    public Task Remove(string platform, IEnumerable<(string Tenant, string ProfileId)> profiles, CancellationToken ct)
    {
        var (tenants, ids) = (profiles.Select(profile => profile.Tenant), profiles.Select(profile => profile.ProfileId));
        return writes.ExecuteAsync(
            new SqlStatement(
                """
                with gone as (
                    delete from platform_profile p using unnest($2::text[], $3::text[]) as which (tenant, profile_id)
                    where p.tenant = which.tenant and p.platform = $1 and p.profile_id = which.profile_id
                      and p.opted_out is null and p.metadata = '{}'
                    returning p.user_id, p.profile_id)
                delete from platform_user u using gone
                where u.id = gone.user_id
                  and not exists (select from platform_profile o where o.user_id = u.id and (o.platform, o.profile_id) <> ($1, gone.profile_id))
                """,
                Text(platform), Texts(tenants), Texts(ids)),
            ct);
    }

    /// <summary>The profiles of a user.</summary>
    public Task<ImmutableArray<UserProfile>> List(string tenant, Guid userId, CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"select {Columns} from platform_profile where user_id = $2 and tenant = $1 order by platform, profile_id",
            Text(tenant), Uuid(userId)),
        Read, ct);

    /// <summary>A row of <see cref="Columns"/>.</summary>
    public static UserProfile Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetGuid(2), row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetBoolean(5),
        row.GetBoolean(6), row.GetString(7), row.Time(8), row.Time(9));
}
