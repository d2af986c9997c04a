using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Settings;

/// <summary>
/// The settings document of a tenant's user interfaces with its versions, and the only writer of it; keyed
/// <c>{tenant}/ui-settings</c>.
/// </summary>
[Alias("sanctum.IUiSettingsGrain")]
public interface IUiSettingsGrain : IGrainWithStringKey
{
    /// <summary>One version; null for the one in force.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [AlwaysInterleave, Alias("Get")]
    Task<UiSettings> Get(int? version);

    /// <summary>Replaces the document, as the next version. The one in force again changes nothing.</summary>
    /// <param name="document">A JSON object that fits the schema.</param>
    /// <param name="actor">Who changes it.</param>
    /// <param name="expectedVersion">Refused unless this version is in force; null does not ask, 0 means none.</param>
    /// <exception cref="InvalidRequestException">Every field that is wrong.</exception>
    /// <exception cref="ConflictException">Another version is in force.</exception>
    [Alias("Put")]
    Task<UiSettings> Put(string document, string actor, int? expectedVersion);

    /// <summary>What is in force, once its version is not <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<UiSettings> Follow(int known, CancellationToken cancellationToken);
}

/// <summary>One version of the document.</summary>
/// <param name="Version">From 1, by one with each change; 0 where there was none yet.</param>
/// <param name="Document">A JSON object; empty where there was none yet.</param>
/// <param name="MaxUploadBytes">The most bytes of a request's body, as the document says; null where it does not.</param>
/// <param name="Actor">Who made it; empty for version 0.</param>
/// <param name="CreatedAt">UTC; null for version 0.</param>
[GenerateSerializer, Immutable, Alias("sanctum.ui-settings")]
public sealed record UiSettings(
    [property: Id(0)] int Version, [property: Id(1)] string Document, [property: Id(2)] long? MaxUploadBytes,
    [property: Id(3)] string Actor, [property: Id(4)] DateTimeOffset? CreatedAt);
