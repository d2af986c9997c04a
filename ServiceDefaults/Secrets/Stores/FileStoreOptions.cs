using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>The store <c>file</c>; section <c>Sanctum:SecretStores:File</c>.</summary>
[Settings("Sanctum:SecretStores:File", SettingsGroup.Security)]
internal sealed class FileStoreOptions
{
    public const string Section = "Sanctum:SecretStores:File";

    /// <summary>The folder that has a file for each secret.</summary>
    [Required]
    public string Folder { get; set; } = "/run/secrets";
}
