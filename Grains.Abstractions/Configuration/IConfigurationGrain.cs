using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Configuration;

/// <summary>
/// The live configuration of a deployment with its versions, and the only writer of it; keyed <c>{tenant}/configuration</c>.
/// Every process of the cluster follows it.
/// </summary>
[Alias("sanctum.IConfigurationGrain")]
public interface IConfigurationGrain : IGrainWithStringKey
{
    /// <summary>What is in force, and which processes apply it.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<ConfigurationStatus> Get();

    /// <summary>Replaces the live settings, as the next version. Those in force again change nothing.</summary>
    /// <param name="settings">At most 200; those that are left out have their other sources' values again.</param>
    /// <param name="actor">Who changes them.</param>
    /// <param name="expectedVersion">Refused unless this version is in force; null does not ask, 0 means none.</param>
    /// <exception cref="InvalidRequestException">Every setting that is wrong, with its range; nothing has changed.</exception>
    /// <exception cref="ConflictException">Another version is in force.</exception>
    [Alias("Put")]
    Task<ConfigurationVersion> Put(ImmutableArray<LiveSetting> settings, string actor, int? expectedVersion);

    /// <summary>Puts an earlier version in force again, as the next version. Version 0 has no live settings.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    /// <exception cref="InvalidRequestException">This program does not take a setting of it any more.</exception>
    /// <exception cref="ConflictException">Another version is in force.</exception>
    [Alias("Restore")]
    Task<ConfigurationVersion> Restore(int version, string actor, int? expectedVersion);

    /// <summary>One version; 0 is the one without live settings.</summary>
    /// <exception cref="NotFoundException">There is no such version.</exception>
    [AlwaysInterleave, Alias("Find")]
    Task<ConfigurationVersion> Find(int version);

    /// <summary>The versions, newest first.</summary>
    /// <param name="before">Only versions before this one; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    [AlwaysInterleave, Alias("ListVersions")]
    Task<ImmutableArray<ConfigurationVersion>> ListVersions(int? before, int limit);

    /// <summary>What is in force, once it is another version than the process knows, or after a while.</summary>
    /// <param name="process">The process that follows, and what it made of the last answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AlwaysInterleave, Alias("Follow")]
    Task<ConfigurationVersion> Follow(ProcessReport process, CancellationToken cancellationToken);
}

/// <summary>One live setting.</summary>
/// <param name="Name">Its whole name, such as <c>Sanctum:Gateway:RequestsPerWindow</c>.</param>
/// <param name="Value">Its value as text.</param>
[GenerateSerializer, Immutable, Alias("sanctum.live-setting")]
public sealed record LiveSetting([property: Id(0)] string Name, [property: Id(1)] string Value);

/// <summary>One version of the live configuration.</summary>
/// <param name="Version">From 1, by one with each change; 0 where there was none yet.</param>
/// <param name="Settings">By name.</param>
/// <param name="Actor">Who made it; empty for version 0.</param>
/// <param name="CreatedAt">UTC; null for version 0.</param>
[GenerateSerializer, Immutable, Alias("sanctum.configuration-version")]
public sealed record ConfigurationVersion(
    [property: Id(0)] int Version, [property: Id(1)] ImmutableArray<LiveSetting> Settings, [property: Id(2)] string Actor,
    [property: Id(3)] DateTimeOffset? CreatedAt);

/// <summary>What is in force.</summary>
/// <param name="Current">The version in force.</param>
/// <param name="Processes">The processes that were heard of in the last half minute, by name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.configuration-status")]
public sealed record ConfigurationStatus(
    [property: Id(0)] ConfigurationVersion Current, [property: Id(1)] ImmutableArray<ProcessReport> Processes);

/// <summary>A process, and what it made of the live configuration.</summary>
/// <param name="Id">The process; another one after a restart.</param>
/// <param name="Name">What it is and where, for people.</param>
/// <param name="Known">The version that it knows; -1 before the first.</param>
/// <param name="Applied">The version that it applies; another one where it cannot apply the one it knows.</param>
/// <param name="Refusal">Why it cannot; null where it can.</param>
[GenerateSerializer, Immutable, Alias("sanctum.process-report")]
public sealed record ProcessReport(
    [property: Id(0)] Guid Id, [property: Id(1)] string Name, [property: Id(2)] int Known, [property: Id(3)] int Applied,
    [property: Id(4)] string? Refusal);
