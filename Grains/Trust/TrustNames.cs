using Npgsql;

namespace Sanctum.Trust;

/// <summary>How levels of trust are written.</summary>
internal static class TrustNames
{
    /// <summary>The name that people and policies read.</summary>
    public static string Of(TrustLevel trust) => trust.ToString().ToLowerInvariant();

    /// <summary>A level that a row may have; rows of earlier builds have none.</summary>
    public static TrustLevel? Read(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : (TrustLevel)row.GetInt32(column);
}
