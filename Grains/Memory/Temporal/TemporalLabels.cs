using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>
/// The labels of an agent's blocks of days, months and years: <c>{agent}_day_YYYY_MM_DD</c>, <c>{agent}_month_YYYY_MM</c> and
/// <c>{agent}_year_YYYY</c>, in UTC.
/// </summary>
internal static partial class TemporalLabels
{
    /// <summary>Limit of a temporal block that is created.</summary>
    public const int BlockLimit = 10_000;

    /// <summary>The label of the block of the period that a time is in.</summary>
    public static string Of(string agent, TemporalPeriod period, DateTimeOffset time)
    {
        var date = period switch
        {
            TemporalPeriod.Day => Format(time, "yyyy_MM_dd"),
            TemporalPeriod.Month => Format(time, "yyyy_MM"),
            _ => Format(time, "yyyy"),
        };
        return $"{agent}_{NameOf(period)}_{date}";
    }

    /// <summary>What the block is for.</summary>
    public static string DescriptionOf(TemporalPeriod period, DateTimeOffset time) => period switch
    {
        TemporalPeriod.Day => $"Your journal of the day {Format(time, "yyyy-MM-dd")} (UTC).",
        TemporalPeriod.Month => $"Your journal of the month {Format(time, "yyyy-MM")} (UTC).",
        _ => $"Your journal of the year {Format(time, "yyyy")} (UTC).",
    };

    /// <summary>Whether it is the label of a temporal block of the agent.</summary>
    public static bool IsOne(string agent, string label) =>
        label.StartsWith($"{agent}_", StringComparison.Ordinal) && Period().IsMatch(label.AsSpan(agent.Length));

    /// <exception cref="InvalidRequestException">There are too many, or one is not a temporal block's of the agent.</exception>
    public static void Check(string agent, ImmutableArray<string> labels)
    {
        if (labels.Length > BlockEditing.MaxBlocks)
            throw new InvalidRequestException("labels", $"are {labels.Length}; the limit is {BlockEditing.MaxBlocks}.");
        // JSON lists may hold null.
        var missing = labels.IndexOf(null!);
        if (missing >= 0)
            throw new InvalidRequestException($"labels[{missing}]", "is null.");
        if (labels.FirstOrDefault(label => !IsOne(agent, label)) is { } other)
            throw new InvalidRequestException("labels", $"'{other}' is not the label of a temporal block of '{agent}'.");
    }

    private static string NameOf(TemporalPeriod period) => period.ToString().ToLowerInvariant();

    private static string Format(DateTimeOffset time, string format) =>
        time.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex("^_(day_[0-9]{4}_[0-9]{2}_[0-9]{2}|month_[0-9]{4}_[0-9]{2}|year_[0-9]{4})\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Period();
}
