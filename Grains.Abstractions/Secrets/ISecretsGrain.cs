using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Secrets;

/// <summary>
/// Under which keys the secrets of this deployment are encrypted, of all tenants; keyed <c>default/secrets</c>.
/// </summary>
[Alias("sanctum.ISecretsGrain")]
public interface ISecretsGrain : IGrainWithStringKey
{
    /// <summary>How many secrets are encrypted under which key.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<SecretsStatus> Get();

    /// <summary>Encrypts what is under earlier keys under the current one, now. Safe to repeat and to interrupt.</summary>
    /// <exception cref="ConflictException">Another process has started with another current key.</exception>
    [AlwaysInterleave, Alias("Reencrypt")]
    Task<SecretsStatus> Reencrypt();
}

/// <summary>Under which keys secrets are encrypted.</summary>
/// <param name="CurrentKey">The id of the key that encrypts.</param>
/// <param name="Keys">The keys that this process has, and those that rows name; the current one first.</param>
/// <param name="Owners">Where secrets are, by name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.secrets-status")]
public sealed record SecretsStatus(
    [property: Id(0)] string CurrentKey, [property: Id(1)] ImmutableArray<SecretKeyStatus> Keys,
    [property: Id(2)] ImmutableArray<SecretOwnerStatus> Owners)
{
    /// <summary>Whether every secret is encrypted under the current key.</summary>
    public bool IsComplete => Owners.All(owner => owner.Outdated == 0);
}

/// <summary>A key that encrypts secrets.</summary>
/// <param name="Id">The start of its hash.</param>
/// <param name="IsCurrent">Whether it encrypts what is written now.</param>
/// <param name="IsKnown">Whether the process that answers has it.</param>
/// <param name="Secrets">Secrets that are encrypted under it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.secret-key-status")]
public sealed record SecretKeyStatus(
    [property: Id(0)] string Id, [property: Id(1)] bool IsCurrent, [property: Id(2)] bool IsKnown, [property: Id(3)] long Secrets)
{
    /// <summary>Whether it can be taken out of the settings.</summary>
    public bool CanBeRemoved => IsKnown && !IsCurrent && Secrets == 0;
}

/// <summary>A place of secrets.</summary>
/// <param name="Name">The table and column.</param>
/// <param name="Secrets">How many there are.</param>
/// <param name="Outdated">How many are not encrypted under the current key.</param>
[GenerateSerializer, Immutable, Alias("sanctum.secret-owner-status")]
public sealed record SecretOwnerStatus(
    [property: Id(0)] string Name, [property: Id(1)] long Secrets, [property: Id(2)] long Outdated);

/// <summary>How many secrets are encrypted under a key.</summary>
/// <param name="KeyId">The key's id.</param>
/// <param name="Secrets">How many.</param>
[GenerateSerializer, Immutable, Alias("sanctum.secret-count")]
public sealed record SecretCount([property: Id(0)] string KeyId, [property: Id(1)] long Secrets);
