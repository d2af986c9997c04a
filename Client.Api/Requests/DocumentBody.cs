using System.Text;
using Sanctum.Errors;

namespace Sanctum.Requests;

/// <summary>The body of a request that carries a document which people write, as JSON or YAML.</summary>
internal static class DocumentBody
{
    /// <summary>The media types of YAML.</summary>
    public static readonly string[] YamlTypes = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml"];

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
