using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Memory;

/// <summary>Imports of files into archival memory; section <c>Sanctum:Memory:Imports</c>.</summary>
[Settings("Sanctum:Memory:Imports", SettingsGroup.Memory)]
public sealed class ImportOptions
{
    /// <summary>Imports of one agent that wait or run.</summary>
    [Range(1, 1_000)]
    public int MaxOpen { get; set; } = 10;

    /// <summary>Lines or chunks that one file may have.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = 100_000;

    /// <summary>Pages that a PDF may have.</summary>
    [Range(1, 100_000)]
    public int MaxPages { get; set; } = 2_000;

    /// <summary>How long a PDF may take to be read.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan PdfTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Times that an import is begun without advancing, before it fails.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;
}
