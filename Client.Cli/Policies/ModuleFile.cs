using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Connection;

namespace Sanctum.Policies;

/// <summary>A module in WebAssembly beside the document that it belongs to.</summary>
internal static class ModuleFile
{
    private const string Field = "wasm";

    /// <summary>The document, which is YAML or JSON, with the module as its last field.</summary>
    /// <exception cref="ProblemException">The file cannot be read, or the document is not a JSON object.</exception>
    public static string AddTo(string document, string path)
    {
        var module = Convert.ToBase64String(Read(path));
        return document.TrimStart().StartsWith('{') ? AddToJson(document, module) : $"{document.TrimEnd()}\n{Field}: {module}\n";
    }

    private static string AddToJson(string document, string module)
    {
        try
        {
            var fields = JsonNode.Parse(document)!.AsObject();
            fields[Field] = module;
            return fields.ToJsonString();
        }
        catch (JsonException e)
        {
            throw ProblemException.Usage($"The document is not JSON: {e.Message}");
        }
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{path} cannot be read: {e.Message}");
        }
    }
}
