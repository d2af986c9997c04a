using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Sanctum.Access;
using Sanctum.Calls;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Tenants;

/// <summary>
/// Keeps the tenants in memory, but for those that were deleted long ago; every process waits here for the next change.
/// </summary>
/// <remarks>
/// A deletion runs beside the calls, on a timer, and is begun anew by a reminder until it has ended. Meters:
/// <c>sanctum.tenants.*</c>.
/// </remarks>
[GrainType("tenants")]
internal sealed class TenantsGrain(
    TenantStore store, TenantUseStore use, TenantEraser eraser, TenantMeter meter, TimeProvider clock,
    ILogger<TenantsGrain> logger) : Grain, ITenantsGrain, IRemindable
{
    private const string Admin = "admin";
    private const string ReminderName = "deletions";
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    private readonly ChangeSignal _changed = new(clock);
    private readonly HashSet<string> _deleting = [];

    private ImmutableSortedDictionary<string, Tenant> _tenants =
        ImmutableSortedDictionary.Create<string, Tenant>(StringComparer.Ordinal);

    private long _revision;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _revision = clock.GetUtcNow().UtcTicks;
        _tenants = (await store.Load(clock.GetUtcNow() - Remembered, cancellationToken)).ToImmutableSortedDictionary(
            tenant => tenant.Name, tenant => tenant, StringComparer.Ordinal);
        meter.Show(_tenants.Values);
        ContinueDeletions();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        meter.Show([]);
        return Task.CompletedTask;
    }

    public async Task<CreatedTenant> Create(NewTenant tenant)
    {
        TenantRules.Check(tenant);
        if (_tenants.Values.Count(one => one.State != TenantState.Deleted) >= TenantRules.MaxTenants)
            throw new ConflictException($"There are {TenantRules.MaxTenants} tenants, the limit.");
        var created = await Write(() => store.Add(tenant, clock.GetUtcNow(), CancellationToken.None))
            ?? throw new ConflictException($"There is or was a tenant '{tenant.Name}'; a name is not used again.");
        // The admin is nobody's work in the new tenant.
        Principal.Leave();
        var password = await GrainFactory.GetGrain<IUserGrain>(new GrainKey(tenant.Name, Admin).ToString()).CreateFirst();
        await BestEffort.Try(
            () => GrainFactory.SessionDirectory(tenant.Name).Start(),
            failure => TenantLog.SessionsNotStarted(logger, failure, tenant.Name));
        return new CreatedTenant(created, Admin, password!);
    }

    public async Task<Tenant> Get(string name) =>
        _tenants.GetValueOrDefault(name) ?? await store.Find(name, CancellationToken.None) ?? throw Missing(name);

    public async Task<TenantUse> GetUse(string name) => new(
        await Count(name, TenantQuotaKind.Agents), await Count(name, TenantQuotaKind.Users),
        await Count(name, TenantQuotaKind.Keys), await Count(name, TenantQuotaKind.Sessions))
    {
        MemoryBlocks = await Count(name, TenantQuotaKind.MemoryBlocks),
    };

    public Task<ImmutableArray<Tenant>> List(string? after, int limit) =>
        store.List(after, PageLimit.Check(limit), CancellationToken.None);

    public async Task<Tenant> Change(string name, string title, TenantQuotas quotas)
    {
        TenantRules.Check(title, quotas);
        var before = Require(name);
        return before.Title == title && before.Quotas == quotas
            ? before
            : await Write(() => store.Change(name, title, quotas, clock.GetUtcNow(), CancellationToken.None))
                ?? throw Missing(name);
    }

    public async Task<Tenant> Suspend(string name)
    {
        if (name == GrainKey.DefaultTenant)
            throw new ConflictException($"'{name}' is the operator's tenant and is never suspended.");
        var before = Require(name);
        return before.State == TenantState.Suspended ? before : await Move(before, TenantState.Active, TenantState.Suspended);
    }

    public async Task<Tenant> Resume(string name)
    {
        var before = Require(name);
        return before.State == TenantState.Active ? before : await Move(before, TenantState.Suspended, TenantState.Active);
    }

    public async Task<TenantDeletion> Delete(string name)
    {
        var before = await Get(name);
        if (before.State == TenantState.Active)
            throw new ConflictException($"Tenant '{name}' is in service; suspend it first.");
        if (before.State == TenantState.Suspended)
        {
            // First, so that a crash right after the row was written is made up for.
            await this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);
            await Move(before, TenantState.Suspended, TenantState.Deleting);
            ContinueDeletions();
        }
        return await GetDeletion(name);
    }

    public async Task<TenantDeletion> GetDeletion(string name) =>
        await eraser.Find(name, CancellationToken.None) ?? throw new NotFoundException("deletion of a tenant", name);

    public async Task<TenantsInForce> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == _revision)
            await _changed.Wait(cancellationToken);
        return new TenantsInForce(_revision, [.. _tenants.Values]);
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        ContinueDeletions();
        if (_deleting.Count == 0 && await this.GetReminder(ReminderName) is { } reminder)
            await this.UnregisterReminder(reminder);
    }

    private void ContinueDeletions()
    {
        foreach (var tenant in _tenants.Values.Where(tenant => tenant.State == TenantState.Deleting))
        {
            if (_deleting.Add(tenant.Name))
                this.RegisterGrainTimer(
                    ended => Erase(tenant, ended),
                    new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan)
                    {
                        Interleave = true,
                        KeepAlive = true,
                    });
        }
    }

    private async Task Erase(Tenant tenant, CancellationToken ended)
    {
        try
        {
            await eraser.Erase(tenant.Name, ended);
            await Move(tenant, TenantState.Deleting, TenantState.Deleted);
            var receipt = await GetDeletion(tenant.Name);
            TenantLog.Deleted(logger, tenant.Name, receipt.Tables.Sum(table => table.Rows), receipt.Tables.Length);
        }
        catch (Exception exception)
        {
            TenantLog.DeletionInterrupted(logger, ExpectedFailure.Of(exception), tenant.Name);
        }
        finally
        {
            _deleting.Remove(tenant.Name);
        }
    }

    private async Task<Tenant> Move(Tenant tenant, TenantState from, TenantState to)
    {
        var moved = await Write(() => store.Move(tenant.Name, from, to, clock.GetUtcNow(), CancellationToken.None))
            ?? throw new ConflictException($"Tenant '{tenant.Name}' is {tenant.State.ToString().ToLowerInvariant()}.");
        TenantLog.Moved(logger, moved.Name, moved.State.ToString().ToLowerInvariant());
        return moved;
    }

    private async Task<Tenant?> Write(Func<Task<Tenant?>> write)
    {
        try
        {
            if (await write() is not { } written)
                return null;
            _tenants = _tenants.SetItem(written.Name, written);
            _revision++;
            meter.Show(_tenants.Values);
            _changed.Raise();
            return written;
        }
        catch
        {
            // What the row holds is not known; the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }

    private Task<long> Count(string name, TenantQuotaKind kind) => use.Count(kind, name, CancellationToken.None);

    private Tenant Require(string name) =>
        _tenants.TryGetValue(name, out var tenant) && tenant.State != TenantState.Deleted ? tenant : throw Missing(name);

    private static NotFoundException Missing(string name) => new("tenant", name);
}
