namespace Sanctum.Secrets;

/// <summary>
/// Whether the current key of this process is that of the deployment. While processes are started one by one with another key,
/// those from before would encrypt back what those after it encrypted.
/// </summary>
internal interface IAgreedKey
{
    /// <summary>Whether the process that started last has the same current key.</summary>
    Task<bool> IsCurrent(CancellationToken cancellationToken);
}
