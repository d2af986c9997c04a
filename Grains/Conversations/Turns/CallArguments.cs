using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum.Conversations;

/// <summary>
/// The arguments of a tool call as a transcript keeps them and people read them: JSON without escapes that it does not need.
/// </summary>
internal static class CallArguments
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the model wrote; where that cannot be read, it is shown to the model as it is, with the reason.</summary>
    public static string Of(FunctionCallContent call) => ToolArguments.Mend(
        call is { Arguments: null, RawRepresentation: string unreadable }
            ? unreadable
            : JsonSerializer.Serialize(call.Arguments ?? new Dictionary<string, object?>(), Plain));
}
