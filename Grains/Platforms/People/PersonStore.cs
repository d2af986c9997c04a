using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.People;

/// <summary>The SQL of people with all their profiles.</summary>
internal sealed class PersonStore(Database reads)
{
    /// <summary>The person, or null.</summary>
    public async Task<Person?> Find(string tenant, Guid id, CancellationToken ct) =>
        await Read("select * from platform_user where tenant = $1 and id = $2", [Text(tenant), Uuid(id)], ct) is [var person]
            ? person
            : null;

    /// <summary>People behind <paramref name="after"/>, those met last first.</summary>
    public Task<ImmutableArray<Person>> List(string tenant, Guid? after, int limit, CancellationToken ct)
    {
        var behind = after is null ? "" : "and (created_at, id) < (select created_at, id from platform_user where id = $2)";
        return Read(
            $"select * from platform_user where tenant = $1 {behind} order by created_at desc, id desc limit $3",
            [Text(tenant), Uuid(after), Int(limit)], ct);
    }

    private async Task<ImmutableArray<Person>> Read(string people, NpgsqlParameter[] parameters, CancellationToken ct)
    {
        var rows = await reads.QueryAsync(
            new SqlStatement(
                $"""
                select {ProfileStore.Columns}, person.id, person.created_at
                from ({people}) person join platform_profile on user_id = person.id
                order by person.created_at desc, person.id desc, platform, profile_id
                """,
                parameters),
            row => (
                Profile: ProfileStore.Read(row), Id: row.GetGuid(ProfileStore.ColumnCount),
                CreatedAt: row.Time(ProfileStore.ColumnCount + 1)),
            ct);
        return [.. rows.GroupBy(row => (row.Id, row.CreatedAt), row => row.Profile)
            .Select(person => new Person(person.Key.Id, person.Key.CreatedAt, [.. person]))];
    }
}
