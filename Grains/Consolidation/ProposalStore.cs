using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Trust;
using static Sanctum.Storage.Sql;

namespace Sanctum.Consolidation;

/// <summary>The SQL of <c>consolidation_proposal</c>, and of runs that get proposals.</summary>
internal sealed class ProposalStore(WriteBatcher writes, Database reads)
{
    private const string Columns =
        "label, base_version, text, reason, diff, state, error, decided_by, decided_at, trust";

    /// <summary>Keeps what a run proposes, if its attempt is the newest; they are then to be applied.</summary>
    /// <returns>Whether they are kept.</returns>
    public async Task<bool> Keep(ConsolidationJob job, Consideration considered, CancellationToken ct) =>
        (await writes.QueryAsync(
            new SqlStatement(
                """
                with kept as (
                    update consolidation_run set state = 'applying', model = $5, notes = $6
                    where tenant = $1 and agent = $2 and id = $3 and state = 'running' and attempts = $4
                    returning id),
                made as (
                    insert into consolidation_proposal (tenant, agent, run, label, base_version, text, reason, diff, trust)
                    select $1, $2, kept.id, new.label, new.base_version, new.text, new.reason, new.diff, $12
                    from kept, unnest($7, $8, $9, $10, $11) as new (label, base_version, text, reason, diff))
                select id from kept
                """,
                Text(job.Agent.Tenant), Text(job.Agent.Name), Uuid(job.Id), Int(job.Attempts), Text(considered.Model),
                Texts(considered.Notes), Texts(considered.Proposals.Select(proposal => proposal.Label)),
                Ints(considered.Proposals.Select(proposal => proposal.BaseVersion)),
                Texts(considered.Proposals.Select(proposal => proposal.Text)),
                Texts(considered.Proposals.Select(proposal => proposal.Reason)),
                Texts(considered.Proposals.Select(proposal => proposal.Diff)), Int((int)considered.Trust)),
            row => row.GetGuid(0),
            ct)).Length == 1;

    /// <summary>The proposals of a run, in the order of labels.</summary>
    public Task<ImmutableArray<KeptProposal>> List(GrainKey agent, Guid run, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from consolidation_proposal where tenant = $1 and agent = $2 and run = $3 order by label
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(run)),
            Read,
            ct);

    /// <summary>A proposal.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<KeptProposal> Get(GrainKey agent, Guid run, string label, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from consolidation_proposal
                where tenant = $1 and agent = $2 and run = $3 and label = $4
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(run), Text(label)),
            Read,
            ct)).FirstOrDefault() ?? throw new NotFoundException("proposal", $"{run}/{label}");

    /// <summary>Notes what became of an open proposal.</summary>
    /// <returns>Whether it was open.</returns>
    public async Task<bool> Decide(
        GrainKey agent, Guid run, string label, ProposalState state, string actor, DateTimeOffset now, CancellationToken ct) =>
        await writes.ExecuteAsync(
            new SqlStatement(
                """
                update consolidation_proposal set state = $5, decided_by = $6, decided_at = $7, error = null
                where tenant = $1 and agent = $2 and run = $3 and label = $4 and state = 'open'
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(run), Text(label), Text(ConsolidationNames.Of(state)), Text(actor),
                Time(now)),
            ct) > 0;

    /// <summary>Notes why a proposal could not be applied; it stays open.</summary>
    public Task Note(GrainKey agent, Guid run, string label, string error, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update consolidation_proposal set error = $5
                where tenant = $1 and agent = $2 and run = $3 and label = $4 and state = 'open'
                """,
                Text(agent.Tenant), Text(agent.Name), Uuid(run), Text(label), Text(FailureText.Of(error))),
            ct);

    private static KeptProposal Read(NpgsqlDataReader row) => new(
        new BlockProposal(
            row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetString(4),
            ConsolidationNames.Read<ProposalState>(row.GetString(5)), row.TextOrNull(6), row.TextOrNull(7), row.TimeOrNull(8)),
        TrustNames.Read(row, 9));
}

/// <summary>A proposal as it is kept.</summary>
/// <param name="Proposal">What people see.</param>
/// <param name="Trust">How far its text is trusted.</param>
internal sealed record KeptProposal(BlockProposal Proposal, TrustLevel Trust);
