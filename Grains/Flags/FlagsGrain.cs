using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Flags;

/// <summary>Keeps the flags in memory; processes that ask for one wait here for the next change.</summary>
/// <remarks>Invariant: memory changes only after its row did. No options, no meter. Events: those of
/// <see cref="FeatureFlags"/>.</remarks>
[GrainType("flags")]
internal sealed partial class FlagsGrain(FlagStore store, TimeProvider clock) : Grain, IFlagsGrain
{
    /// <summary>The name in the grain's key.</summary>
    public const string Name = "flags";

    private const int MaxFlags = 500;
    private const int MaxDescriptionCharacters = 500;

    private readonly ChangeSignal _changed = new(clock);
    private ImmutableSortedDictionary<string, FeatureFlag> _flags = ImmutableSortedDictionary.Create<string, FeatureFlag>(
        StringComparer.Ordinal);
    private long _revision;

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var rows = await store.Load(Tenant, cancellationToken);
        _flags = _flags.AddRange(rows.Select(flag => KeyValuePair.Create(flag.Name, flag)));
        // Above whatever an activation before this one gave out.
        _revision = clock.GetUtcNow().ToUnixTimeMilliseconds();
    }

    public Task<ImmutableArray<FeatureFlag>> List() => Task.FromResult(_flags.Values.ToImmutableArray());

    public Task<FeatureFlag?> Find(string name) => Task.FromResult(_flags.GetValueOrDefault(name));

    public async Task<FeatureFlag> Put(string name, bool isOn, string description, int? expectedVersion)
    {
        Check(name, description);
        var known = _flags.GetValueOrDefault(name);
        RequireVersion(name, known, expectedVersion);
        if (known is null && _flags.Count >= MaxFlags)
            throw new InvalidRequestException("name", $"cannot be added: the tenant has {MaxFlags} flags, the limit.");
        if (known is not null && known.IsOn == isOn && known.Description == description)
            return known;
        var version = (known?.Version ?? 0) + 1;
        var written = await Write(() => store.Put(Tenant, name, isOn, description, version, CancellationToken.None));
        Change(_flags.SetItem(name, written));
        return written;
    }

    public async Task<FeatureFlag> Delete(string name, int? expectedVersion)
    {
        var known = _flags.GetValueOrDefault(name) ?? throw new NotFoundException("flag", name);
        RequireVersion(name, known, expectedVersion);
        var last = await Write(() => store.Delete(Tenant, name, known.Version, CancellationToken.None));
        Change(_flags.Remove(name));
        return last;
    }

    public async Task<FlagsInForce> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == _revision)
            await _changed.Wait(cancellationToken);
        var flags = _flags.Values.ToLookup(flag => flag.IsOn, flag => flag.Name);
        return new FlagsInForce(_revision, [.. flags[true]], [.. flags[false]]);
    }

    private void Change(ImmutableSortedDictionary<string, FeatureFlag> flags)
    {
        _flags = flags;
        _revision++;
        _changed.Raise();
    }

    private async Task<FeatureFlag> Write(Func<Task<FeatureFlag?>> write)
    {
        try
        {
            return await write() ?? throw new ConflictException("The flag was changed by another activation; try again.");
        }
        catch
        {
            // What the rows hold is not known; the next activation reads them.
            DeactivateOnIdle();
            throw;
        }
    }

    private static void Check(string name, string description)
    {
        if (!FlagName().IsMatch(name))
            throw new InvalidRequestException(
                "flag", "must match ^[a-z0-9][a-z0-9._-]{0,63}$: lower-case letters, digits, dots, underscores and hyphens.");
        NullCharacter.Refuse("description", description);
        if (description.Length > MaxDescriptionCharacters)
            throw new InvalidRequestException(
                "description", $"has {description.Length} characters; at most {MaxDescriptionCharacters} are allowed.");
    }

    private static void RequireVersion(string name, FeatureFlag? known, int? expected)
    {
        if (expected is { } wanted && wanted != (known?.Version ?? 0))
            throw new ConflictException($"Flag '{name}' has version {known?.Version ?? 0}, not {wanted}.");
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex FlagName();
}
