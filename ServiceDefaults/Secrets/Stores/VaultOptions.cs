using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>The store <c>vault</c>; section <c>Sanctum:SecretStores:Vault</c>.</summary>
[Settings("Sanctum:SecretStores:Vault", SettingsGroup.Security)]
internal sealed class VaultOptions
{
    public const string Section = "Sanctum:SecretStores:Vault";

    /// <summary>Where Vault is.</summary>
    [Required, Url]
    public string Address { get; set; } = "http://127.0.0.1:8200";

    /// <summary>The token that is sent as <c>X-Vault-Token</c>; it may itself be <c>secret://env/…</c> or
    /// <c>secret://file/…</c>.</summary>
    public string? Token { get; set; }

    /// <summary>Where the engine KV version 2 is mounted.</summary>
    [Required]
    public string Mount { get; set; } = "secret";

    /// <summary>The namespace that is sent as <c>X-Vault-Namespace</c>; of the Enterprise edition only.</summary>
    public string? Namespace { get; set; }
}
