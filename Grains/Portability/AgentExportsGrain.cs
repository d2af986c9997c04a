using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Placement;

namespace Sanctum.Portability;

/// <summary>Makes the files of an agent's exports, one after the other.</summary>
/// <remarks>
/// Invariant: an export has its file, whole, once its row says that it is done. The lifeline begins the next attempt after a
/// crash, and <see cref="RetryAfter"/> after a failure. Meter: <see cref="PortabilityMeter"/>. Events: 1861 to 1863, and 1866.
/// </remarks>
[AgentPlacement, GrainType("agent-exports")]
internal sealed class AgentExportsGrain(
    ExportStore store, AgentExporter exporter, AgentFileSlots slots, PortabilityMeter meter, TimeProvider clock,
    ILogger<AgentExportsGrain> logger)
    : Grain, IAgentExportsGrain
{
    private const int MaxOpen = 2;
    private const int MaxAttempts = 5;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private GrainKey _key;
    private SingleRun _run = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _run = new SingleRun(() => BestEffort.Try(Continue, failure => PortabilityLog.Stopped(logger, failure, _key)));
        return Task.CompletedTask;
    }

    public Task<AgentExport> Start(Guid id, string actor) => StartWith(id, actor, hasTranscripts: false);

    public async Task<AgentExport> StartWith(Guid id, string actor, bool hasTranscripts)
    {
        if (await store.Find(_key, id, CancellationToken.None) is null)
        {
            if ((await List()).Count(export => export.EndedAt is null) >= MaxOpen)
                throw new LimitExceededException(
                    "agents.exports", $"Agent '{_key.Name}' has {MaxOpen} open exports, the limit.", RetryAfter);
            await store.Create(_key, id, actor, hasTranscripts, clock.GetUtcNow(), CancellationToken.None);
        }
        await GrainFactory.AgentExports(_key).Run();
        return await FindOne(id);
    }

    public Task<AgentExport?> Find(Guid id) => store.Find(_key, id, CancellationToken.None);

    public Task<ImmutableArray<AgentExport>> List() => store.List(_key, CancellationToken.None);

    public async Task<ImmutableArray<byte>> Read(Guid id)
    {
        var export = await FindOne(id);
        return await store.ReadFile(_key, id, CancellationToken.None) is { } file
            ? ImmutableCollectionsMarshal.AsImmutableArray(file)
            : throw new ConflictException(export.EndedAt is null
                ? $"Export '{id}' is {export.State.ToString().ToLowerInvariant()}; its file is not ready."
                : $"Export '{id}' failed and has no file: {export.Error}");
    }

    public Task Run() => _run.Run();

    private async Task Continue()
    {
        while (await slots.Export(TryMakeNext, CancellationToken.None))
        {
        }
    }

    /// <returns>Whether an export was due.</returns>
    private async Task<bool> TryMakeNext()
    {
        if (await store.Begin(_key, CancellationToken.None) is not var (id, attempt))
            return false;
        await Make(id, attempt);
        return true;
    }

    private async Task Make(Guid id, int attempt)
    {
        try
        {
            if (attempt > MaxAttempts)
                throw new ExportFailedException($"It was interrupted {MaxAttempts} times, the limit.");
            var file = await exporter.Export(_key, (await FindOne(id)).HasTranscripts, CancellationToken.None);
            await store.Complete(_key, id, file, clock.GetUtcNow(), CancellationToken.None);
            meter.Exported(AgentExportState.Done);
            PortabilityLog.Exported(logger, id, _key, file.Length);
        }
        catch (Exception failure) when (failure is ExportFailedException or NotFoundException)
        {
            await Fail(id, failure.Message);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            PortabilityLog.AttemptFailed(logger, ExpectedFailure.Of(failure), attempt, id, _key);
            await RetryOrFail(id, attempt, failure);
        }
    }

    private Task RetryOrFail(Guid id, int attempt, Exception failure)
    {
        // What is not ours may name servers and statements, which are for the log.
        var reason = failure is SanctumException ? failure.Message : "There was an internal error; the log has it as event 1866.";
        return attempt < MaxAttempts
            ? store.Retry(_key, id, RetryAfter, reason, CancellationToken.None)
            : Fail(id, $"{MaxAttempts} attempts failed, the limit. The last one: {reason}");
    }

    private async Task Fail(Guid id, string reason)
    {
        await store.Fail(_key, id, reason, clock.GetUtcNow(), CancellationToken.None);
        meter.Exported(AgentExportState.Failed);
        PortabilityLog.ExportFailed(logger, id, _key, reason);
    }

    private async Task<AgentExport> FindOne(Guid id) =>
        await Find(id) ?? throw new NotFoundException("export", id.ToString());
}
