namespace Sanctum.Memory;

/// <summary>What people see of an import.</summary>
internal sealed record ImportShape(
    string Id, string File, string Format, string State, int Bytes, int? Entries, int Read, int Inserted, int Known, int Refused,
    ImportRefusalShape[] Refusals, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <summary>An entry that was refused.</summary>
internal sealed record ImportRefusalShape(int Line, string Reason);

/// <summary>Imports of an agent.</summary>
internal sealed record ImportsShape(ImportShape[] Items);
