using Npgsql;

namespace Sanctum.Storage;

/// <summary>Looks at the database under the lock of its migrations, so that of several processes one looks at a time.</summary>
public interface IMigrationGuard
{
    /// <summary>Looks before anything is changed.</summary>
    /// <exception cref="IncompatibleProcessException">This process must not use the database.</exception>
    Task CheckBefore(NpgsqlConnection connection, CancellationToken ct);

    /// <summary>Looks once every migration is applied.</summary>
    /// <exception cref="IncompatibleProcessException">This process must not use the database.</exception>
    Task CompleteAfter(NpgsqlConnection connection, CancellationToken ct);
}

/// <summary>The settings of this process, or its version, do not belong to the database; the message names the setting.</summary>
public sealed class IncompatibleProcessException(string message) : Exception(message);
