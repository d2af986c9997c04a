using System.ComponentModel.DataAnnotations;
using Npgsql;

namespace Sanctum.Clustering;

/// <summary>The database that keeps the membership table, where that is not in Redis.</summary>
internal static class MembershipDatabase
{
    /// <summary>Its connection string: Sanctum's own database.</summary>
    /// <exception cref="ValidationException">It is none; the message names the setting, and holds nothing of its
    /// value.</exception>
    public static string ConnectionString(IConfiguration configuration)
    {
        var text = configuration["SANCTUM_POSTGRES"] ?? configuration["Sanctum:Storage:ConnectionString"]
            ?? "Host=127.0.0.1;Database=sanctum;Username=sanctum";
        try
        {
            return new NpgsqlConnectionStringBuilder(text).ConnectionString is { Length: > 0 }
                ? text
                : throw new ArgumentException("It is empty");
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new ValidationException(
                "SANCTUM_POSTGRES or Sanctum:Storage:ConnectionString is not a connection string: " +
                $"{FirstLine(exception.Message)}",
                exception);
        }
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].TrimEnd();
}
