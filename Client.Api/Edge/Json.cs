using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sanctum.Edge;

/// <summary>
/// How the gateway writes and reads JSON: camelCase names, snake_case states, unknown and repeated fields refused.
/// </summary>
internal static class Json
{
    /// <summary>How deep a body may be nested; <c>JsonFault</c> holds it to that before anything reads it.</summary>
    public const int MaxDepth = 32;

    /// <summary>The one set of options, also for what is written outside of endpoints.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static void AddJson(this WebApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));

    private static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        // Answers nest what bodies brought inside further objects and lists.
        options.MaxDepth = 2 * MaxDepth;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        foreach (var format in Parts.Find<IJsonFormat>())
            options.Converters.Add((JsonConverter)format);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        return options;
    }
}
