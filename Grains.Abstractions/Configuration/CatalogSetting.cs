using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Sanctum.Secrets;

namespace Sanctum.Configuration;

/// <summary>One option of an options class: what configuration calls it, and which values it takes.</summary>
/// <param name="Section">Where its class is bound.</param>
/// <param name="Group">Where it is shown.</param>
/// <param name="Property">The option.</param>
internal sealed record CatalogSetting(string Section, SettingsGroup Group, PropertyInfo Property)
{
    /// <summary>Its whole name, with colons.</summary>
    public string Name { get; } = $"{Section}:{Property.Name}";

    /// <summary>Whether it may be changed while processes run.</summary>
    public bool IsLive => Property.IsDefined(typeof(LiveAttribute));

    /// <summary>Whether its value is never shown. Numbers, times and choices are no secrets, whatever they are called.</summary>
    public bool IsSecret => IsText && SensitiveNames.MatchSetting(Name);

    /// <summary>Whether it holds text, or several texts.</summary>
    public bool IsText => HasNames || IsList || ValueType == typeof(string);

    /// <summary>Whether it holds values by names, which follow its own.</summary>
    public bool HasNames => Property.PropertyType.IsAssignableTo(typeof(IDictionary));

    /// <summary>Whether it holds several values.</summary>
    public bool IsList =>
        !HasNames && Property.PropertyType != typeof(string) && Property.PropertyType.IsAssignableTo(typeof(IEnumerable));

    /// <summary>Whether any name may stand for the last part of its section.</summary>
    public bool IsNamed => Placeholder.All(char.IsAsciiLetterUpper);

    /// <summary>The last part of its section.</summary>
    public string Placeholder => Section[(Section.LastIndexOf(':') + 1)..];

    /// <summary>A variable that it is read from as well, or null.</summary>
    public SettingVariableAttribute? Variable => Property.GetCustomAttribute<SettingVariableAttribute>();

    /// <summary>Its value where nothing sets it, as configuration would have it.</summary>
    public string? Default => Write(Property.GetValue(Activator.CreateInstance(Property.DeclaringType!, nonPublic: true)));

    /// <summary>The values that it takes, for people; null where any text will do.</summary>
    public string? Range =>
        Property.GetCustomAttribute<RangeAttribute>() is { } range
            ? string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}")
            : ValueType.IsEnum ? string.Join(", ", Enum.GetNames(ValueType))
            : ValueType == typeof(bool) ? "true, false"
            : null;

    private Type ValueType
    {
        get
        {
            var type = HasNames ? Property.PropertyType.GetGenericArguments()[^1] : Property.PropertyType;
            return Nullable.GetUnderlyingType(type) ?? type;
        }
    }

    /// <summary>What is wrong with a value; null where it will do.</summary>
    public string? FindFault(string text)
    {
        if (Parse(text) is not { } value)
            return $"must be {Range ?? Kind}; it is {Shown(text)}.";
        return Property.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value)) is { } broken
            ? broken is RangeAttribute ? $"must be {Range}; it is {Shown(text)}." : broken.FormatErrorMessage(Name)
            : null;
    }

    private string Shown(string text) => IsSecret ? MaskedText.Mask : $"'{text}'";

    private string Kind => ValueType == typeof(TimeSpan) ? "a time such as 00:00:05" : $"of type {ValueType.Name}";

    // As the binder of configuration reads it.
    private object? Parse(string text)
    {
        try
        {
            var value = TypeDescriptor.GetConverter(ValueType).ConvertFromInvariantString(text);
            return ValueType.IsEnum && !Enum.IsDefined(ValueType, value!) ? null : value;
        }
        catch (Exception exception) when (
            exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    private static string? Write(object? value) => value switch
    {
        null or "" => null,
        string text => text,
        IDictionary => null,
        IEnumerable list => list.Cast<object>().Any() ? string.Join(", ", list.Cast<object>().Select(Write)) : null,
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
