using Npgsql;

namespace Sanctum.Trust;

/// <summary>How levels of trust are written.</summary>
internal static class TrustNames
{
    /// <summary>The name that people and policies read.</summary>
    public static string Of(TrustLevel trust) => trust.ToString().ToLowerInvariant();

    /// <summary>The level of a row. Rows of earlier builds have none and are trusted.</summary>
    public static TrustLevel Read(NpgsqlDataReader row, int column) => ReadOrNull(row, column) ?? TrustLevel.Operator;

    /// <summary>The level that a row has; null in rows of earlier builds.</summary>
    public static TrustLevel? ReadOrNull(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : (TrustLevel)row.GetInt32(column);
}
