namespace Sanctum.Clustering;

/// <summary>The database that keeps the membership table, where that is not in Redis.</summary>
internal static class MembershipDatabase
{
    /// <summary>Its connection string: Sanctum's own database.</summary>
    public static string ConnectionString(IConfiguration configuration) =>
        configuration["SANCTUM_POSTGRES"] ?? configuration["Sanctum:Storage:ConnectionString"] ?? "Host=127.0.0.1;Database=sanctum;Username=sanctum";
}
