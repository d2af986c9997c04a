using System.Collections.Immutable;

namespace Sanctum.Secrets;

/// <summary>A column of encrypted secrets, as the owner of its table describes it.</summary>
/// <param name="Table">The table.</param>
/// <param name="Secret">The column with the bytes.</param>
/// <param name="KeyId">The column with the key's id.</param>
/// <param name="Identity">Columns that name a row, with their types.</param>
/// <param name="Place">The place that a row's secret is authenticated with, from the values of <paramref
/// name="Identity"/>.</param>
/// <param name="AlsoSet">What an update sets besides, so that other writers notice it; empty for nothing.</param>
internal sealed record SealedColumn(
    string Table, string Secret, string KeyId, ImmutableArray<IdentityColumn> Identity,
    Func<ImmutableArray<string>, string> Place, string AlsoSet = "")
{
    /// <summary>The table and the column.</summary>
    public string Name => $"{Table}.{Secret}";
}

/// <summary>A column that names a row together with others.</summary>
/// <param name="Name">The column.</param>
/// <param name="Type">Its type.</param>
internal sealed record IdentityColumn(string Name, string Type = "text");
