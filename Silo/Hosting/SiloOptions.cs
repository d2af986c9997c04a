using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Hosting;

/// <summary>What a silo in a separate process shows of itself; section <c>Sanctum:Silo</c>.</summary>
[Settings("Sanctum:Silo", SettingsGroup.App)]
internal sealed class SiloOptions
{
    public const string Section = "Sanctum:Silo";

    /// <summary>
    /// Where it answers for its health and metrics; port 0 is any free one, so that silos start side by side, and the log names
    /// it.
    /// </summary>
    [Required, Url]
    public string Url { get; set; } = "http://127.0.0.1:0";
}
