using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Testing;

namespace Sanctum.Tests.Fuzz;

/// <summary>What process and database hold once all that was asked for has ended.</summary>
/// <param name="HeapBytes">Objects that live.</param>
/// <param name="Activations">Grains that are active although nobody needs them.</param>
/// <param name="Series">Series in <c>/metrics</c>.</param>
/// <param name="Rows">Rows by table.</param>
internal sealed record FuzzLevel(long HeapBytes, int Activations, int Series, IReadOnlyDictionary<string, long> Rows)
{
    /// <summary>
    /// Grains that are needed at any time: streams, reminders, directories, one for each agent whose queue is stopped.
    /// </summary>
    public const int MaxActivations = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task<FuzzLevel> Of(FuzzedSystem system)
    {
        await Eventually.Get(
            () => Count(system, "select count(*) from queue_item where status = 'processing'"), count => count == 0, Patience);
        var activations = await Eventually.Get(() => Collect(system), count => count <= MaxActivations, Patience);
        var metrics = await system.Http.GetStringAsync("/metrics");
        return new FuzzLevel(
            LivingBytes(), activations, metrics.Split('\n').Count(IsSeries), await RowsOf(system));
    }

    /// <summary>What lives on the heap.</summary>
    public static long LivingBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{HeapBytes / 1e6:N1} MB, {Activations} activations, {Series} series, rows: " +
        $"{string.Join(", ", Rows.Where(table => table.Value > 0).Select(table => $"{table.Key} {table.Value}"))}");

    // A histogram is one series, whatever its buckets.
    private static bool IsSeries(string line) =>
        line.Length > 0 && line[0] != '#' && !line.Contains("_bucket{", StringComparison.Ordinal)
            && !line.Contains("_sum{", StringComparison.Ordinal);

    // As the collector does by itself once grains are old enough.
    private static async Task<int> Collect(FuzzedSystem system)
    {
        var management = system.Gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await management.ForceActivationCollection(TimeSpan.Zero);
        return await management.GetTotalActivationCount();
    }

    private static async Task<IReadOnlyDictionary<string, long>> RowsOf(FuzzedSystem system)
    {
        var names = new List<string>();
        await using (var tables = system.Gateway.Rows.CreateCommand(
            "select tablename from pg_tables where schemaname = 'public' order by 1"))
        await using (var row = await tables.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
                names.Add(row.GetString(0));
        }
        var rows = new Dictionary<string, long>();
        foreach (var name in names)
            rows[name] = await Count(system, $"select count(*) from {name}");
        return rows;
    }

    private static async Task<long> Count(FuzzedSystem system, string sql)
    {
        await using var command = system.Gateway.Rows.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
