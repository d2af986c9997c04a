using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Sanctum.Configuration;

/// <summary>
/// The least and the greatest time that an option takes. Unlike a <see cref="RangeAttribute"/> with a type, which converts its
/// limits on first use and throws an <see cref="InvalidCastException"/> where two threads do so at once, threads can share it.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
#pragma warning disable RS0030 // The limits are converted here, so the conversion of the base class never runs.
public sealed class TimeRangeAttribute(string minimum, string maximum) : RangeAttribute(typeof(TimeSpan), minimum, maximum)
#pragma warning restore RS0030
{
    private readonly TimeSpan _minimum = TimeSpan.Parse(minimum, CultureInfo.InvariantCulture);
    private readonly TimeSpan _maximum = TimeSpan.Parse(maximum, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool IsValid(object? value) =>
        value is null || (value is TimeSpan time && time >= _minimum && time <= _maximum);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) =>
        string.Format(CultureInfo.CurrentCulture, ErrorMessageString, name, _minimum, _maximum);
}
