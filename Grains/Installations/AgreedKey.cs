using Sanctum.Secrets;
using Sanctum.Storage;

namespace Sanctum.Installations;

/// <summary>
/// Compares the current key with that of the process that started last, which is in the row of <c>installation</c>.
/// </summary>
internal sealed class AgreedKey(Database reads, SecretKeyRing keys) : IAgreedKey
{
    public async Task<bool> IsCurrent(CancellationToken cancellationToken) =>
        await reads.QuerySingleAsync(
            new SqlStatement("select id, key_check from installation"),
            row => row.TextOrNull(1) == InstallationGuard.CheckValue(row.GetGuid(0), keys.Current) ? "yes" : "no",
            cancellationToken) == "yes";
}
