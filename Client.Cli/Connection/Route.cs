using System.Globalization;

namespace Sanctum.Connection;

/// <summary>Where a request goes, below the gateway's address.</summary>
internal readonly record struct Route
{
    private readonly string _path;

    private Route(string path) => _path = path;

    /// <summary>A path whose values are escaped, so that none of them can lead elsewhere.</summary>
    public static Route To(FormattableString path) => new(string.Format(
        CultureInfo.InvariantCulture, path.Format, [.. path.GetArguments().Select(value => Escape(value))]));

    /// <summary>Adds to the query, unless the value is null.</summary>
    public Route With(string name, object? value) =>
        value is null
            ? this
            : new Route($"{_path}{(_path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={Escape(value)}");

    public override string ToString() => _path;

    private static string Escape(object? value) =>
        Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
}
