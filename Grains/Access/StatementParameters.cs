using System.Globalization;
using Npgsql;

namespace Sanctum.Access;

/// <summary>Numbers the parameters of a statement while its text is put together.</summary>
internal sealed class StatementParameters
{
    private readonly List<NpgsqlParameter> _all = [];

    /// <summary>All of them, in their order.</summary>
    public NpgsqlParameter[] All => [.. _all];

    /// <summary>Adds a value and answers how the text names it.</summary>
    public string Add(NpgsqlParameter value)
    {
        _all.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"${_all.Count}");
    }
}
