using System.Text.Json.Nodes;

namespace Sanctum.Streams;

/// <summary>
/// Tells a change of a schema that only adds from one that breaks: with the old schema in hand one can still read what is
/// written under the new one, and the other way round, as must be while a cluster is changed silo by silo.
/// </summary>
internal static class SchemaChange
{
    private static readonly HashSet<string> Annotations = ["$comment", "default", "description", "examples", "title"];

    /// <summary>
    /// Every way in which <paramref name="after"/> breaks <paramref name="before"/>, with its place; empty if it only adds.
    /// </summary>
    public static IReadOnlyList<string> Breaks(JsonNode before, JsonNode after)
    {
        var breaks = new List<string>();
        Compare(before.AsObject(), after.AsObject(), "", breaks);
        return breaks;
    }

    private static void Compare(JsonObject before, JsonObject after, string place, List<string> breaks)
    {
        foreach (var keyword in before.Select(rule => rule.Key).Union(after.Select(rule => rule.Key)).Except(Annotations))
        {
            var (was, now) = (before[keyword], after[keyword]);
            switch (keyword)
            {
                case "properties":
                    Properties(was as JsonObject ?? [], now as JsonObject ?? [], place, breaks);
                    break;
                case "required":
                    Required(before, after, place, breaks);
                    break;
                case "type" or "enum" when Values(was).SetEquals(Values(now)):
                    break;
                case var _ when was is JsonObject inner && now is JsonObject innerNow:
                    Compare(inner, innerNow, Join(place, keyword), breaks);
                    break;
                case var _ when !JsonNode.DeepEquals(was, now):
                    breaks.Add($"{(place.Length == 0 ? "the event" : place)}: {keyword} was {Text(was)} and is {Text(now)}");
                    break;
            }
        }
    }

    private static void Properties(JsonObject before, JsonObject after, string place, List<string> breaks)
    {
        foreach (var (name, was) in before)
        {
            if (after[name] is JsonObject now && was is JsonObject inner)
                Compare(inner, now, Join(place, name), breaks);
            else if (!JsonNode.DeepEquals(was, after[name]))
                breaks.Add($"{Join(place, name)}: was removed");
        }
    }

    // A new property must be optional: whoever still runs the version before does not write it.
    private static void Required(JsonObject before, JsonObject after, string place, List<string> breaks)
    {
        var (was, now) = (Values(before["required"]), Values(after["required"]));
        breaks.AddRange(now.Except(was).Select(name => $"{Join(place, Unquoted(name))}: is required now"));
        breaks.AddRange(was.Except(now).Select(name => $"{Join(place, Unquoted(name))}: is no longer required"));
    }

    private static HashSet<string> Values(JsonNode? node) =>
        node is JsonArray several ? [.. several.Select(Text)] : node is null ? [] : [Text(node)];

    private static string Text(JsonNode? node) => node?.ToJsonString() ?? "absent";

    private static string Unquoted(string text) => text.Trim('"');

    private static string Join(string place, string name) => place.Length == 0 ? name : $"{place}.{name}";
}
