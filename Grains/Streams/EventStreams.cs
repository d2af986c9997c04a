using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Metadata;
using Orleans.Streams;
using Sanctum.Errors;

namespace Sanctum.Streams;

/// <summary>
/// Publishes events in their envelope, on streams that a grain class subscribes to. The classes of all silos are known, so an
/// event that nobody receives costs one look.
/// </summary>
internal sealed partial class EventStreams(
    IServiceProvider services,
    IClusterManifestProvider manifests,
    IEnumerable<IStreamNamespacePredicateProvider> predicates,
    TimeProvider clock,
    ILogger<EventStreams> logger)
{
    private const string BindingPrefix = "binding.";
    private Subscriptions? _known;

    private IStreamProvider Provider => services.GetRequiredKeyedService<IStreamProvider>(StreamNames.Provider);

    /// <summary>Whether a grain class of any silo subscribes to the stream <paramref name="name"/>.</summary>
    public bool IsSubscribed(string name)
    {
        var manifest = manifests.Current;
        var known = _known;
        if (known is null || known.Version != manifest.Version)
            _known = known = new Subscriptions(manifest.Version, [.. Patterns(manifest).Select(PredicateOf)]);
        foreach (var predicate in known.Predicates)
        {
            if (predicate.IsMatch(name))
                return true;
        }
        return false;
    }

    /// <summary>
    /// Publishes <paramref name="payload"/> about the grain <paramref name="key"/> if a grain class subscribes. It is not waited
    /// for: the fact is a row already, and a lost event costs its subscribers time.
    /// </summary>
    public void Publish(string name, string key, EventPayload payload, long? seq = null)
    {
        if (IsSubscribed(name))
            _ = BestEffort.Try(
                () => Send(name, Envelop(key, payload, seq)), failure => EventLost(logger, failure, payload.EventType, key));
    }

    /// <summary>Publishes an event that has its envelope.</summary>
    public Task Send(string name, EventEnvelope happened) =>
        Provider.GetStream<EventEnvelope>(StreamId.Create(name, happened.Key)).OnNextAsync(happened);

    /// <summary>The envelope of an event about the grain <paramref name="key"/>.</summary>
    public EventEnvelope Envelop(string key, EventPayload payload, long? seq)
    {
        var tenant = key[..key.IndexOf('/', StringComparison.Ordinal)];
        return new EventEnvelope(
            Guid.CreateVersion7(), payload.EventType, payload.SchemaVersion, tenant, key, seq, clock.GetUtcNow(),
            Activity.Current?.Id, payload);
    }

    private static IEnumerable<string> Patterns(ClusterManifest manifest) =>
        from silo in manifest.AllGrainManifests
        from grain in silo.Grains.Values
        from property in grain.Properties
        where property.Key.StartsWith(BindingPrefix, StringComparison.Ordinal)
            && property.Key.EndsWith($".{WellKnownGrainTypeProperties.BindingTypeKey}", StringComparison.Ordinal)
            && property.Value == WellKnownGrainTypeProperties.StreamBindingTypeValue
        let binding = property.Key[..^WellKnownGrainTypeProperties.BindingTypeKey.Length]
        select grain.Properties[binding + WellKnownGrainTypeProperties.StreamBindingPatternKey];

    private IStreamNamespacePredicate PredicateOf(string pattern)
    {
        foreach (var provider in predicates)
        {
            if (provider.TryGetPredicate(pattern, out var predicate))
                return predicate;
        }
        throw new InvalidOperationException($"No stream namespace predicate for the pattern '{pattern}'.");
    }

    [LoggerMessage(1102, LogLevel.Warning, "The event {EventType} of {Key} was not published")]
    private static partial void EventLost(ILogger logger, Exception exception, string eventType, string key);

    private sealed record Subscriptions(MajorMinorVersion Version, IStreamNamespacePredicate[] Predicates);
}
