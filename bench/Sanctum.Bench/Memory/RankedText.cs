using Npgsql;
using Sanctum.Identity;

namespace Sanctum.Bench.Memory;

/// <summary>The search that somebody would write first: any word of the question, ranked by PostgreSQL.</summary>
internal static class RankedText
{
    private const string Statement =
        """
        select id from memory_passage,
            to_tsquery('english', replace(plainto_tsquery('english', $3)::text, '&', '|')) as query
        where tenant = $1 and agent = $2 and words @@ query order by ts_rank(words, query) desc limit 10
        """;

    /// <summary>The ten best passages, best first.</summary>
    public static async Task<Guid[]> Search(NpgsqlDataSource rows, GrainKey agent, string question)
    {
        await using var command = rows.CreateCommand(Statement);
        command.CommandTimeout = 0;
        foreach (var value in (string[])[agent.Tenant, agent.Name, question])
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<Guid>();
        while (await reader.ReadAsync())
            found.Add(reader.GetGuid(0));
        return [.. found];
    }
}
