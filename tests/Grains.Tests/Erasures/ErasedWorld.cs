using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.AI;
using Npgsql;
using Sanctum.Agents;
using Sanctum.Memory;
using Sanctum.Testing;

namespace Sanctum.Erasures;

/// <summary>A host that records, and people who write to agents on it.</summary>
public sealed class ErasedWorld : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-erasure-").FullName;

    public SanctumHost Host { get; } = new();

    public string Recording => Path.Combine(_folder, "traffic.jsonl");

    public Task InitializeAsync() => Host.Start(
        ("Sanctum:Models:Recording:Mode", "record"), ("Sanctum:Models:Recording:Path", Recording));

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public IPersonErasuresGrain Erasures => Host.Grains.Erasures("default");

    public IMemoryGrain Memory(string agent) => Host.Grains.GetGrain<IMemoryGrain>($"default/{agent}");

    public IPassagesGrain Passages(string agent) => Host.Grains.GetGrain<IPassagesGrain>($"default/{agent}");

    public async Task<string> NewAgent()
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await Host.Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."),
            new AgentCapabilities("scripted/test", Tools: ["memory_append", "memory_write", "archival_memory_insert"]),
            ImmutableDictionary<string, MemoryBlockDefinition>.Empty
                .Add("notes", new MemoryBlockDefinition("notes", "", "", 10_000))));
        return name;
    }

    /// <summary>Adds a person with one profile; a person of the same id is the same one.</summary>
    public Task AddProfile(Guid person, string platform, string profileId, string handle, string tenant = "default") =>
        Execute(
            """
            with person as (insert into platform_user (id, tenant) values ($1, $5) on conflict do nothing)
            insert into platform_profile (tenant, platform, profile_id, user_id, handle, display_name, metadata)
            values ($5, $2, $3, $1, $4, $4, '{"note":"known"}')
            """,
            person, platform, profileId, handle, tenant);

    /// <summary>Sends a message of a person and waits for the answer, before which the model makes the calls.</summary>
    public async Task<Guid> Say(
        string agent, string session, string profileId, string handle, string text, params FunctionCallContent[] calls)
    {
        Host.Model.On(text, (messages, _) => Task.FromResult(calls.Length == 0 || messages[^1].Role == ChatRole.Tool
            ? new ChatResponseUpdate(ChatRole.Assistant, $"You said: {text}")
            : new ChatResponseUpdate(ChatRole.Assistant, [.. calls])));
        var item = await Send(agent, session, profileId, handle, text);
        await Host.Ended(agent, item);
        return item;
    }

    public async Task<Guid> Send(string agent, string session, string profileId, string handle, string text)
    {
        var id = $"{profileId}/{Guid.NewGuid():N}";
        await Execute(
            """
            insert into platform_notification (tenant, platform, account, notification_id, session_id,
                kind, author_id, mentions, occurred_at)
            values ('default', 'sandbox', 'test', $1, $2, 'mention', $3, true, now())
            """,
            id, session, profileId);
        return await Host.Send(agent, session, text, id: id, from: handle);
    }

    /// <summary>Waits until an erasure is done.</summary>
    public Task<PersonErasure> Ended(Guid erasure) => Eventually.Get(
        () => Erasures.Get(erasure), found => found.State == PersonErasureState.Done, TimeSpan.FromMinutes(1));

    /// <summary>Where a text stands in any column of any table, or in the recording.</summary>
    public async Task<IReadOnlyList<string>> Find(string text)
    {
        var found = new List<string>();
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));
        foreach (var table in await Tables())
        {
            await using var command = Host.Rows.CreateCommand(
                $"select t::text from \"{table}\" t where position($1 in t::text) > 0 or position($2 in t::text) > 0 limit 1");
            command.Parameters.AddWithValue(text);
            command.Parameters.AddWithValue(hex);
            if (await command.ExecuteScalarAsync() is string row)
                found.Add($"{table}: {row}");
        }
        if (File.Exists(Recording) && (await Read(Recording)).Contains(text, StringComparison.Ordinal))
            found.Add("recording");
        return found;
    }

    public async Task<IReadOnlyList<string>> Tables()
    {
        var tables = new List<string>();
        await using var command = Host.Rows.CreateCommand(
            "select table_name::text from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            tables.Add(reader.GetString(0));
        return tables;
    }

    public async Task Execute(string sql, params object[] values)
    {
        await using var command = Host.Rows.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public async Task<string?> Scalar(string sql, params object[] values)
    {
        await using var command = Host.Rows.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    // It is open in the host.
    private static async Task<string> Read(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        return await reader.ReadToEndAsync();
    }
}
