using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Searches what was said in an agent's sessions.</summary>
/// <remarks>
/// Invariants: nothing of another agent or tenant is found; entries are found once they are committed. A search in one session
/// asks that session whose it is; any other has the tenant's list of sessions brought up to date first, which is a write.
/// </remarks>
[StatelessWorker, GrainType("recall")]
internal sealed class RecallWorker(RecallStore store, TranscriptStore transcripts) : Grain, IRecallWorker
{
    private const int MaxTextCharacters = 1_000;
    private const int MaxNameCharacters = 256;
    private const int MaxHits = 50;

    public async Task<ImmutableArray<RecalledEntry>> Search(RecallQuery query)
    {
        Check(query);
        var key = this.Key();
        if (query is { SessionId: { } session, Person: null, Platform: null })
            return await IsOfAgent(key, session)
                ? await store.Search(key, query, isOfAgent: true, CancellationToken.None)
                : [];
        await GrainFactory.GetGrain<ISessionDirectoryGrain>(new GrainKey(key.Tenant, "sessions").ToString()).CatchUp();
        return await store.Search(key, query, isOfAgent: false, CancellationToken.None);
    }

    public async Task<ImmutableArray<TranscriptEntry>> ReadTurn(string session, Guid turn)
    {
        var key = this.Key();
        if (!await IsOfAgent(key, session))
            return [];
        var entries = await transcripts.ReadTurn(new GrainKey(key.Tenant, session), turn, CancellationToken.None);
        return [.. entries.Select(stored => stored.Entry with { ModelData = null })];
    }

    private async Task<bool> IsOfAgent(GrainKey agent, string session)
    {
        try
        {
            return (await GrainFactory.Session(new GrainKey(agent.Tenant, session)).Get()).AgentId == agent.Name;
        }
        catch (NotFoundException)
        {
            return false;
        }
    }

    private static void Check(RecallQuery query)
    {
        var errors = new List<FieldError>();
        if (query.Text.Length > MaxTextCharacters || string.IsNullOrWhiteSpace(query.Text))
            errors.Add(new FieldError(
                "q", $"has {query.Text.Length} characters; 1 to {MaxTextCharacters} are allowed, not all of them spaces."));
        else if (NullCharacter.IsIn(query.Text))
            errors.Add(NullCharacter.Error("q"));
        foreach (var (field, value) in ((string, string?)[])[("session", query.SessionId), ("platform", query.Platform)])
        {
            if (value?.Length > MaxNameCharacters)
                errors.Add(new FieldError(field, $"has {value.Length} characters; the limit is {MaxNameCharacters}."));
            else if (value is not null && NullCharacter.IsIn(value))
                errors.Add(NullCharacter.Error(field));
        }
        if (query.Limit is < 1 or > MaxHits)
            errors.Add(new FieldError("limit", $"{query.Limit} is not between 1 and {MaxHits}."));
        if (query.Since >= query.Until)
            errors.Add(new FieldError("since", "is not before until."));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }
}
