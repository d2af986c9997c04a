using System.Net.Sockets;
using Npgsql;
using Sanctum.Errors;

namespace Sanctum.Storage;

/// <summary>Tells a database that is away from a statement that is wrong.</summary>
internal static class StorageFailure
{
    // SQLSTATE: 08 connection, 28 login refused, 53 out of resources, 57P server shutdown (57014, a cancelled statement, is
    // none), 58 system error.
    private static readonly string[] OutageClasses = ["08", "28", "53", "57P", "58"];

    // 57P01 a server that stops or an administrator, 57P02 a server that crashed.
    private static readonly string[] EndOfConnection = ["08", PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown];

    /// <summary>Whether the same statement may succeed once the database is back.</summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        PostgresException postgres => OutageClasses.Any(prefix => postgres.SqlState.StartsWith(prefix, StringComparison.Ordinal)),
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <summary>
    /// Whether a connection that was open before has ended, as all do at a restart of the database. A statement that only reads
    /// can run again on another; one that writes cannot: it may have been committed.
    /// </summary>
    public static bool IsDeadConnection(Exception exception) => exception switch
    {
        PostgresException postgres => EndOfConnection.Any(
            prefix => postgres.SqlState.StartsWith(prefix, StringComparison.Ordinal)),
        NpgsqlException => exception.InnerException is { } inner && IsDeadConnection(inner),
        // The socket's own time limit comes as an IOException, too.
        IOException => exception.InnerException is not TimeoutException,
        SocketException => true,
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
        new("The database did not answer within its limit for one statement; nothing is lost, and the same request can be sent " +
            "again.", cause);
}
