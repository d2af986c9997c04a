using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Sanctum.Secrets;
using Sanctum.Storage;

namespace Sanctum.Installations;

/// <summary>
/// Lets only processes that agree use a database: on the schema's epoch, the cluster, and the key of secrets. The first process
/// writes what it has; every later one that differs is refused before it has changed anything.
/// </summary>
internal sealed class InstallationGuard(InstallationIdentity identity, SecretKeyRing keys) : IMigrationGuard
{
    private const string KeySettings = "SANCTUM_SECRETS_KEY, Sanctum:Secrets:Key or the file of Sanctum:Secrets:KeyFile";

    public async Task CheckBefore(NpgsqlConnection connection, CancellationToken ct)
    {
        if (await Read(connection, ct) is { } installation)
            Check(installation);
    }

    public async Task CompleteAfter(NpgsqlConnection connection, CancellationToken ct)
    {
        var installation = await Read(connection, ct)
            ?? throw new InvalidOperationException("The table installation has no row.");
        var current = CheckValue(installation.Id, Explained(() => keys.Current));
        // Written again where the key of the installation is one of our previous keys: that is how a key is exchanged.
        if (installation.KeyCheck != current)
            await Write(connection, current, ct);
    }

    private void Check(Installation installation)
    {
        if (installation.RequiredEpoch > InstallationIdentity.Epoch)
        {
            throw new IncompatibleProcessException(
                $"The database has a schema of epoch {installation.RequiredEpoch}, and this program supports epoch " +
                $"{InstallationIdentity.Epoch} at most; start a newer version.");
        }
        if (installation.KeyCheck is not { } expected)
            return;
        if (installation.ClusterId != identity.ClusterId)
        {
            throw new IncompatibleProcessException(
                $"Sanctum:Cluster:Id is '{identity.ClusterId}', and the processes on this database have " +
                $"'{installation.ClusterId}'.");
        }
        if (installation.ServiceId != identity.ServiceId)
        {
            throw new IncompatibleProcessException(
                $"This program keeps its state under the service id '{identity.ServiceId}', and the database has " +
                $"'{installation.ServiceId}'.");
        }
        if (Explained(() => keys.CurrentOrNull) is not { } current)
        {
            throw new IncompatibleProcessException(
                $"This process has no secrets key, and the database belongs to processes that have one; " +
                $"set {KeySettings} to theirs.");
        }
        if (!keys.Previous.Prepend(current).Any(key => CheckValue(installation.Id, key) == expected))
        {
            throw new IncompatibleProcessException(
                $"The secrets key is not that of the other processes on this database; set {KeySettings} to theirs.");
        }
    }

    private static T Explained<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new IncompatibleProcessException(
                $"The secrets key cannot be read or made; set {KeySettings}: {exception.Message}");
        }
    }

    /// <summary>Tells a key from others, and nothing about it.</summary>
    public static string CheckValue(Guid id, SecretKey key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key.Bytes, Encoding.ASCII.GetBytes($"sanctum installation {id:D}")));

    private static async Task<Installation?> Read(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('installation') is not null", connection);
        if (await exists.ExecuteScalarAsync(ct) is not true)
            return null;
        await using var command = new NpgsqlCommand(
            "select id, required_epoch, cluster_id, service_id, key_check from installation", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        string? TextAt(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        return new Installation(reader.GetGuid(0), reader.GetInt32(1), TextAt(2), TextAt(3), TextAt(4));
    }

    private async Task Write(NpgsqlConnection connection, string keyCheck, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "update installation set cluster_id = $1, service_id = $2, key_check = $3, claimed_at = coalesce(claimed_at, now())",
            connection);
        command.Parameters.Add(Sql.Text(identity.ClusterId));
        command.Parameters.Add(Sql.Text(identity.ServiceId));
        command.Parameters.Add(Sql.Text(keyCheck));
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record Installation(Guid Id, int RequiredEpoch, string? ClusterId, string? ServiceId, string? KeyCheck);
}
