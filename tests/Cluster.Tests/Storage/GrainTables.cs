namespace Sanctum.Conformance.Storage;

/// <summary>The migration that makes the tables of grain states and reminders.</summary>
internal static class GrainTables
{
    public static string Text
    {
        get
        {
            using var migration = typeof(GrainTables).Assembly.GetManifestResourceStream("grain_tables.sql")!;
            return new StreamReader(migration).ReadToEnd();
        }
    }
}
