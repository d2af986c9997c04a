using System.Globalization;
using Npgsql;
using static Sanctum.Storage.Sql;

namespace Sanctum.Storage;

/// <summary>
/// The row of a grain's state as a part of a statement that creates more besides. The grain must then read its state again.
/// </summary>
internal static class GrainStateRow
{
    /// <summary>A member of a <c>with</c> that creates the row, and has no row itself where there is one already.</summary>
    /// <param name="name">The member.</param>
    /// <param name="first">Number of the first of <see cref="Parameters"/>.</param>
    public static string Create(string name, int first)
    {
        string Parameter(int offset) => string.Create(CultureInfo.InvariantCulture, $"${first + offset}");
        return
            $"""
            {name} as (
                insert into grain_state (service_id, state_name, grain_key, payload, version)
                values ({Parameter(0)}, {Parameter(1)}, {Parameter(2)}, {Parameter(3)}, 1)
                on conflict (service_id, state_name, grain_key) do nothing
                returning grain_key)
            """;
    }

    /// <summary>
    /// The beginning of a statement that deletes the rows of the keys that follow it; its parameters are the service and the name
    /// of the state.
    /// </summary>
    /// <param name="first">Number of the first of them.</param>
    public static string Delete(int first) => string.Create(
        CultureInfo.InvariantCulture,
        $"delete from grain_state where service_id = ${first} and state_name = ${first + 1} and grain_key in");

    /// <summary>
    /// A member of a <c>with</c> that creates a row for each entry of a list if <paramref name="given"/> has a row. A row that is
    /// there already fails the statement.
    /// </summary>
    /// <param name="name">The member.</param>
    /// <param name="given">The member that it depends on.</param>
    /// <param name="first">Number of the first of <see cref="ManyParameters"/>.</param>
    public static string CreateMany(string name, string given, int first)
    {
        string Parameter(int offset) => string.Create(CultureInfo.InvariantCulture, $"${first + offset}");
        return
            $"""
            {name} as (
                insert into grain_state (service_id, state_name, grain_key, payload, version)
                select {Parameter(0)}, {Parameter(1)}, row.key, row.payload::jsonb, 1
                from {given} cross join unnest({Parameter(2)}, {Parameter(3)}) as row (key, payload)
                returning grain_key)
            """;
    }

    /// <summary>Which rows, and what they say.</summary>
    public static IEnumerable<NpgsqlParameter> ManyParameters(
        string serviceId, string stateName, IReadOnlyCollection<(string Key, string Payload)> rows) =>
        [
            Text(serviceId), Text(stateName), Texts(rows.Select(row => row.Key)), Texts(rows.Select(row => row.Payload)),
        ];

    /// <summary>Which row, and what it says.</summary>
    public static IEnumerable<NpgsqlParameter> Parameters(string serviceId, string stateName, string key, string payload) =>
        [Text(serviceId), Text(stateName), Text(key), Json(payload)];
}
