using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;

namespace Sanctum.Memory;

/// <summary>Inserts the entries of files into an agent's archival memory, one file after the other.</summary>
/// <remarks>
/// Invariant: an entry counts once its passage is committed, and passages have ids that follow from the entry; so after a crash
/// the lifeline has it continue at the row's position, and nothing is doubled. Options: <see cref="ImportOptions"/>. Meter:
/// <see cref="PassageMeter"/>. Events: 1890 to 1893.
/// </remarks>
[AgentPlacement, GrainType("passage-imports")]
internal sealed class PassageImportsGrain(
    ImportStore store, ImportReader reader, PassageMeter meter, IOptions<ImportOptions> options, TimeProvider clock,
    ILogger<PassageImportsGrain> logger)
    : Grain, IPassageImportsGrain
{
    private const int BatchesOfCall = 16;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private GrainKey _key;
    private ImportReading? _reading;
    private bool _isRunning;
    private bool _isAskedAgain;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        return Task.CompletedTask;
    }

    public async Task<PassageImport> Start(NewImport import, string actor)
    {
        var wanted = ImportRules.Check(import);
        if (await store.Find(_key, wanted.Id, CancellationToken.None) is null)
        {
            if (await store.CountOpen(_key, CancellationToken.None) >= options.Value.MaxOpen)
                throw new LimitExceededException(
                    "memory.imports", $"Agent '{_key.Name}' has {options.Value.MaxOpen} open imports, the limit.", RetryAfter);
            await store.Create(_key, wanted, actor, clock.GetUtcNow(), CancellationToken.None);
        }
        if (!await store.IsSame(_key, wanted, CancellationToken.None))
            throw new ConflictException($"The idempotency key of import '{wanted.Id}' was used for another file.");
        await RunSoon();
        return await FindOne(wanted.Id);
    }

    public Task<PassageImport?> Find(Guid id) => store.Find(_key, id, CancellationToken.None);

    public Task<ImmutableArray<PassageImport>> List() => store.List(_key, CancellationToken.None);

    public async Task<PassageImport> Cancel(Guid id)
    {
        await FindOne(id);
        if (await store.End(_key, id, ImportState.Cancelled, null, clock.GetUtcNow(), CancellationToken.None))
            await ShowEnded(id);
        return await FindOne(id);
    }

    public async Task Run()
    {
        // The call that runs looks once more before it ends.
        _isAskedAgain = true;
        if (_isRunning)
            return;
        _isRunning = true;
        var isMore = false;
        try
        {
            await BestEffort.Try(async () => isMore = await Continue(), Stopped);
        }
        finally
        {
            _isRunning = false;
        }
        if (isMore)
            await RunSoon();
    }

    // One way: nobody waits for it, and the lifeline finds what is left.
    private Task RunSoon() => GrainFactory.PassageImports(_key).Run();

    /// <returns>Whether more may be due.</returns>
    private async Task<bool> Continue()
    {
        for (var batch = 0; batch < BatchesOfCall; batch++)
        {
            if (_reading is null)
            {
                _isAskedAgain = false;
                if (await store.Begin(_key, clock.GetUtcNow(), CancellationToken.None) is not { } job)
                    return _isAskedAgain;
                _reading = await Open(job);
            }
            if (_reading is { } reading && !await Take(reading))
                _reading = null;
        }
        return true;
    }

    private async Task<ImportReading?> Open(ImportJob job)
    {
        var id = job.Import.Id;
        try
        {
            if (job.Attempts > options.Value.MaxAttempts)
                throw new ImportFailedException(
                    $"It was interrupted {options.Value.MaxAttempts} times, the limit, at entry {job.Import.Read + 1}.");
            var entries = await reader.Read(job, CancellationToken.None);
            await store.SetEntries(_key, id, entries.Length, CancellationToken.None);
            return new ImportReading(job, entries);
        }
        catch (ImportFailedException failure)
        {
            await End(id, ImportState.Failed, failure.Message);
        }
        catch (DependencyException failure)
        {
            ImportLog.Waits(logger, id, _key, RetryAfter.TotalSeconds, failure.Message);
            await store.Retry(_key, id, RetryAfter, failure.Message, CancellationToken.None);
        }
        return null;
    }

    /// <returns>Whether the import has more entries.</returns>
    private async Task<bool> Take(ImportReading reading)
    {
        var id = reading.Job.Import.Id;
        try
        {
            var batch = reading.Next();
            if (batch.Length > 0)
            {
                var progress = await ImportInsertion.Insert(GrainFactory.Passages(_key), reading, batch);
                var isOurs = await store.Advance(
                    _key, id, reading.Position, reading.Refused, progress, clock.GetUtcNow(), CancellationToken.None);
                meter.Imported(progress);
                if (!isOurs)
                    return false;
                reading.Advanced(progress);
            }
            if (!reading.IsAtEnd)
                return true;
            await End(id, ImportState.Done, null);
        }
        catch (ImportFailedException failure)
        {
            await End(id, ImportState.Failed, failure.Message);
        }
        return false;
    }

    private async Task End(Guid id, ImportState state, string? error)
    {
        if (error is not null)
            ImportLog.Failed(logger, id, _key, error);
        if (await store.End(_key, id, state, error, clock.GetUtcNow(), CancellationToken.None))
            await ShowEnded(id);
    }

    private async Task ShowEnded(Guid id)
    {
        var ended = await FindOne(id);
        meter.Ended(ended);
        ImportLog.Ended(logger, id, _key, ended.State, ended.Inserted, ended.Known, ended.Refused, ended.Read);
    }

    // What was read is read again: the rows hold how far it came.
    private void Stopped(Exception failure)
    {
        _reading = null;
        ImportLog.Stopped(logger, failure, _key);
    }

    private async Task<PassageImport> FindOne(Guid id) =>
        await Find(id) ?? throw new NotFoundException("import", id.ToString());
}
