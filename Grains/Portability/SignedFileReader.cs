using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Memory;

namespace Sanctum.Portability;

/// <summary>Reads a file of an export. Any entry that breaks a rule refuses the file.</summary>
internal sealed class SignedFileReader(AgentFileKeys keys, IOptions<PassageOptions> passages, TimeProvider clock)
{
    /// <exception cref="InvalidRequestException">
    /// The file is damaged or exceeds a limit, or its signer is not trusted.
    /// </exception>
    public async Task<AgentContent> Read(AgentFileImport import, CancellationToken ct)
    {
        var (line, signer) = AgentFileSignature.Open(import.Content.AsMemory());
        var content = AgentFileContent.Parse(line.Span);
        var isOwn = await keys.IsOwn(signer.PublicKey, ct);
        if (!isOwn && !import.IsTrusted)
            throw new InvalidRequestException(
                "trust", $"is not set, and the file is signed by the key {signer.PublicKey}, not by this installation.");
        var now = clock.GetUtcNow();
        FileRules.Check(content, passages.Value.MaxOfAgent, now);
        var (definition, blocks) = FileNames.Apply(
            FileDefinition.Read(content.Definition), import.Name, content.Blocks, now);
        var sessions = SessionRules.Read(import.WithoutTranscripts ? [] : content.Sessions ?? [], now);
        return new AgentContent(
            definition, blocks, [.. content.Passages], sessions, Convert.ToHexStringLower(SHA256.HashData(line.Span)))
        {
            Signer = signer.PublicKey,
            IsOwn = isOwn,
            Format = AgentFileFormat.Sanctum,
        };
    }
}
