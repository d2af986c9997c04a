using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Commands;

/// <summary>A text that a command was told to read.</summary>
/// <param name="Name">Where it came from.</param>
/// <param name="Text">What it holds.</param>
internal sealed record Document(string Name, string Text)
{
    private const string StandardInput = "-";

    /// <summary>A text that was given as an argument, or that an argument says is piped in.</summary>
    /// <exception cref="ProblemException">It is not UTF-8.</exception>
    public static string TextOf(string argument) => argument == StandardInput ? PipedInput.ReadAll() : argument;

    /// <exception cref="ProblemException">The file cannot be read, or is not UTF-8.</exception>
    public static Document Read(string file)
    {
        if (file == StandardInput)
            return new Document("standard input", PipedInput.ReadAll());
        try
        {
            return new Document(file, StrictText.Decode(file, File.ReadAllBytes(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{file} cannot be read: {e.Message}");
        }
    }

    /// <exception cref="ProblemException">The file cannot be read, or is no JSON object.</exception>
    public static JsonObject ReadObject(string file)
    {
        try
        {
            return JsonNode.Parse(Read(file).Text) as JsonObject ?? throw ProblemException.Usage($"{file} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw ProblemException.Usage($"{file} is not JSON (line {e.LineNumber + 1}).");
        }
    }
}
