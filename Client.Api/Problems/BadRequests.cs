using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sanctum.Edge;
using Sanctum.Errors;

namespace Sanctum.Problems;

/// <summary>Turns what ASP.NET and System.Text.Json say about an unreadable request into the field and the rule.</summary>
internal static partial class BadRequests
{
    private static readonly FrozenDictionary<string, string> Rules =
        Parts.Find<IRouteValue>().ToFrozenDictionary(value => value.GetType().Name, value => value.Rule);

    public static Problem Explain(BadHttpRequestException error)
    {
        if (error.InnerException is JsonException json)
            return Refuse(FromJson(json));
        if (BoundParameter().Match(error.Message) is { Success: true } bound)
            return Refuse(FromParameter(bound.Groups["type"].Value, bound.Groups["name"].Value, bound.Groups["value"].Value));
        return error.StatusCode switch
        {
            408 => Problem.TooSlow(),
            413 => Problem.BodyTooLarge(
                Limit().Match(error.Message) is { Success: true } limit ? limit.Groups["bytes"].Value : null),
            415 => new(ProblemCodes.UnsupportedMediaType, 415, "Unsupported content type", "Send application/json."),
            _ => Refuse(new FieldError("body", "is missing or could not be read.")),
        };
    }

    private static Problem Refuse(FieldError error) => Problem.Invalid([error], error.Describe());

    private static FieldError FromJson(JsonException json)
    {
        var (line, column) = ((int?)(json.LineNumber + 1), (int?)(json.BytePositionInLine + 1));
        var field = json.Path is { Length: > 2 } path ? path[2..] : "body";
        if (UnknownMember().Match(json.Message) is { Success: true } unknown)
            return new FieldError(unknown.Groups["name"].Value, "is not a field of this request.", line, column);
        if (DuplicateMember().Match(json.Message) is { Success: true } duplicate)
            return new FieldError(duplicate.Groups["name"].Value, "is given twice.", line, column);
        return new FieldError(
            field, field == "body" ? "is not the expected JSON." : "has a value of the wrong type.", line, column);
    }

    private static FieldError FromParameter(string type, string name, string value) => new(name, type switch
    {
        _ when Rules.TryGetValue(type, out var rule) => $"'{value}' {rule}.",
        nameof(Guid) => $"'{value}' is not a UUID.",
        "int" or "long" => $"'{value}' is not a whole number.",
        "bool" => $"'{value}' is neither true nor false.",
        _ => $"'{value}' cannot be read.",
    });

    [GeneratedRegex("""parameter "(?:Nullable<)?(?<type>\w+)>? (?<name>\w+)" from "(?<value>[^"]*)""")]
    private static partial Regex BoundParameter();

    [GeneratedRegex("""The JSON property '(?<name>[^']{1,200})' could not be mapped""")]
    private static partial Regex UnknownMember();

    [GeneratedRegex(@"max request body size is (?<bytes>\d{1,19}) bytes")]
    private static partial Regex Limit();

    [GeneratedRegex("""[Dd]uplicate property '(?<name>[^']{1,200})'""")]
    private static partial Regex DuplicateMember();
}
