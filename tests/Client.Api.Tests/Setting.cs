using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace Sanctum.Tests;

/// <summary>One member of an options class, as configuration names it.</summary>
/// <param name="Section">Where its class is bound.</param>
/// <param name="Property">The member.</param>
internal sealed record Setting(string Section, PropertyInfo Property)
{
    private static readonly string LocalData =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);

    public string Key => $"{Section}:{Property.Name}";

    /// <summary>Its row in <c>docs/configuration.md</c>.</summary>
    public string Row => $"| `{Key}` | {Default} | {Range} | {CodeSummary.Of(Property)} | `{Variable}` |";

    private string Variable => Key.Replace(":", "__", StringComparison.Ordinal) + (IsNamed ? "__NAME__KEY" : IsList ? "__0" : "");

    private bool IsNamed => Property.PropertyType.IsAssignableTo(typeof(IDictionary));

    private bool IsList => Property.PropertyType != typeof(string) && Property.PropertyType.IsAssignableTo(typeof(IEnumerable));

    private string Default => Property.GetValue(Activator.CreateInstance(Property.DeclaringType!)) switch
    {
        null or "" => "none",
        IEnumerable list and not string => list.Cast<object>().Any()
            ? string.Join(", ", list.Cast<object>().Select(one => $"`{one}`"))
            : "none",
        string text => $"`{text.Replace(LocalData, "~/.local/share", StringComparison.Ordinal)}`",
        Uri address => $"`{address}`",
        TimeSpan time => Written(time),
        bool flag => flag ? "`true`" : "`false`",
        var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
    };

    private string Range =>
        Property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{Bound(range.Minimum)} to {Bound(range.Maximum)}"
        : Property.PropertyType.IsEnum ? string.Join(", ", Enum.GetNames(Property.PropertyType).Select(name => $"`{name}`"))
        : Property.GetCustomAttribute<UrlAttribute>() is not null ? "a URL"
        : Property.GetCustomAttribute<RequiredAttribute>() is not null ? "not empty"
        : "";

    private static string Bound(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;

    private static string Written(TimeSpan time) =>
        time.Milliseconds == 0
            ? time.ToString("c", CultureInfo.InvariantCulture)
            : time.ToString(@"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);
}
