namespace Sanctum.Secrets;

/// <summary>Under which keys secrets are encrypted.</summary>
/// <param name="CurrentKey">The id of the key that encrypts.</param>
/// <param name="IsComplete">Whether every secret is encrypted under it.</param>
/// <param name="Keys">The keys that the process has, and those that rows name; the current one first.</param>
/// <param name="Owners">Where secrets are, by name.</param>
internal sealed record SecretsResource(
    string CurrentKey, bool IsComplete, SecretKeyResource[] Keys, SecretOwnerResource[] Owners)
{
    public static SecretsResource From(SecretsStatus status) => new(
        status.CurrentKey, status.IsComplete,
        [.. status.Keys.Select(key => new SecretKeyResource(key.Id, key.IsCurrent, key.IsKnown, key.Secrets, key.CanBeRemoved))],
        [.. status.Owners.Select(owner => new SecretOwnerResource(owner.Name, owner.Secrets, owner.Outdated))]);
}

/// <summary>A key that encrypts secrets; the key itself is never shown.</summary>
/// <param name="Id">The start of its hash.</param>
/// <param name="IsCurrent">Whether it encrypts what is written now.</param>
/// <param name="IsKnown">Whether the process that answers has it; secrets of one that it does not have cannot be read.</param>
/// <param name="Secrets">Secrets that are encrypted under it.</param>
/// <param name="CanBeRemoved">Whether it can be taken out of <c>Sanctum:Secrets:PreviousKeys</c>.</param>
internal sealed record SecretKeyResource(string Id, bool IsCurrent, bool IsKnown, long Secrets, bool CanBeRemoved);

/// <summary>A place of secrets.</summary>
/// <param name="Name">The table and column.</param>
/// <param name="Secrets">How many there are.</param>
/// <param name="Outdated">How many are not encrypted under the current key.</param>
internal sealed record SecretOwnerResource(string Name, long Secrets, long Outdated);
