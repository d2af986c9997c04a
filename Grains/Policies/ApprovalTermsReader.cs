using System.Collections.Immutable;
using System.Globalization;
using Sanctum.Access;
using Sanctum.Documents;
using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>Reads the terms of approvals: <c>who</c>, <c>deadline</c>, <c>then</c> and <c>risk</c>.</summary>
internal static class ApprovalTermsReader
{
    private const int MaxCharacters = 4_096;
    private const int MaxWho = 20;
    private const int MaxNameCharacters = 64;
    private const string Units = "smhd";
    private static readonly TimeSpan MinDeadline = TimeSpan.FromSeconds(1);

    // An item of a queue that is due later than in 30 days is taken for a broken one.
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromDays(28);

    /// <summary>Reads the block of a rule. What does not fit is told to the fields.</summary>
    public static ApprovalTerms Read(YamlFields fields)
    {
        var terms = new ApprovalTerms(
            ReadWho(fields), ReadDeadline(fields), fields.OneOf("then", "deny", "allow") == "allow",
            ReadRisk(fields));
        fields.RefuseOthers();
        return terms;
    }

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="InvalidRequestException">It does not fit.</exception>
    public static ApprovalTerms Read(string json)
    {
        var errors = new List<FieldError>();
        var terms = Read(new YamlFields(DocumentParser.ParseMapping(json, MaxCharacters), "approval", errors));
        return errors.Count == 0 ? terms : throw new InvalidRequestException(errors);
    }

    private static ImmutableArray<ImmutableArray<string>> ReadWho(YamlFields fields)
    {
        var who = fields.Texts("who") ?? [];
        if (who.Count > MaxWho)
            fields.Refuse("who", $"has {who.Count} names; the limit is {MaxWho}.");
        foreach (var name in who.Where(name => !IsName(name)))
            fields.Refuse("who", $"'{name}' is none of user/name, role/name and a permission such as payments:approve.");
        return who.Count == 0 ? [] : [[.. who.Distinct(StringComparer.Ordinal)]];
    }

    private static bool IsName(string name) => name.Split('/') is [("user" or "role"), var rest]
        ? rest.Length is > 0 and <= MaxNameCharacters && !rest.Any(char.IsWhiteSpace)
        : Permission.TryParse(name, out _) && !name.Contains('*', StringComparison.Ordinal);

    private static TimeSpan ReadDeadline(YamlFields fields)
    {
        if (!fields.Has("deadline"))
            return ApprovalTerms.Default.Deadline;
        var text = fields.Text("deadline");
        if (text is [.. var digits, var unit] && Units.Contains(unit, StringComparison.Ordinal)
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count <= MaxDeadline.TotalSeconds && count * Unit(unit) is var deadline
            && deadline >= MinDeadline && deadline <= MaxDeadline)
            return deadline;
        fields.Refuse("deadline", $"'{text}' is not a span of time such as 30s, 15m, 24h or 7d, from 1s to 28d.");
        return ApprovalTerms.Default.Deadline;
    }

    private static TimeSpan Unit(char unit) => unit switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    private static ApprovalRisk ReadRisk(YamlFields fields)
    {
        var risk = fields.OneOf("risk", "medium", "low", "high");
        return risk switch
        {
            "low" => ApprovalRisk.Low,
            "high" => ApprovalRisk.High,
            _ => ApprovalRisk.Medium,
        };
    }
}
