using System.Text;
using Sanctum.Errors;
using Sanctum.Requests;

namespace Sanctum.Agents;

/// <summary>The body of a request that carries an agent definition, or a patch of one, as JSON or YAML.</summary>
internal static class AgentDocument
{
    public static readonly string[] DefinitionTypes = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];
    public static readonly string[] PatchTypes = ["application/merge-patch+json", .. DefinitionTypes];

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="InvalidRequestException">The body is empty, or not UTF-8.</exception>
    public static async Task<string> Read(HttpRequest request)
    {
        JsonBodies.RequireUtf8(request);
        try
        {
            using var body = await JsonBodies.Read(request);
            body.Position = 0;
            using var reader = new StreamReader(body, StrictUtf8);
            var document = await reader.ReadToEndAsync();
            return document.AsSpan().IsWhiteSpace() ? throw new InvalidRequestException("body", "is empty.") : document;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidRequestException("body", "is not UTF-8.");
        }
    }
}
