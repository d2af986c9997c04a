using System.Net.Sockets;
using Npgsql;
using Sanctum.Errors;

namespace Sanctum.Storage;

/// <summary>Tells a database that is away from a statement that is wrong.</summary>
internal static class StorageFailure
{
    // SQLSTATE: 08 connection, 28 login refused, 53 out of resources, 57P server shutdown (57014, a cancelled statement, is none), 58 system error.
    private static readonly string[] OutageClasses = ["08", "28", "53", "57P", "58"];

    /// <summary>Whether the same statement may succeed once the database is back.</summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        PostgresException postgres => OutageClasses.Any(prefix => postgres.SqlState.StartsWith(prefix, StringComparison.Ordinal)),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>Whether the statement only lost against another one and can be run again at once.</summary>
    public static bool IsConflict(PostgresException exception) =>
        exception.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>What the caller of a failed statement is told.</summary>
    public static StorageUnavailableException Unavailable(Exception cause) =>
        new("The database cannot be reached; nothing is lost, and the same request can be sent again.", cause);

    /// <summary>What the caller of a read is told that the server ended at its limit.</summary>
    public static StorageUnavailableException TookTooLong(Exception cause) =>
        new("The database did not answer within its limit for one statement; nothing is lost, and the same request can be sent again.", cause);
}
