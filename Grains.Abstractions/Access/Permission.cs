using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Sanctum.Access;

/// <summary>
/// What may be done to what: <c>resource:action</c>, such as <c>agents:execute</c>. In a grant either side may be <c>*</c>, which
/// stands for all.
/// </summary>
/// <param name="Resource">Lower-case letters, digits and underscores, or <c>*</c>.</param>
/// <param name="Action">The same.</param>
[GenerateSerializer, Immutable, Alias("sanctum.permission")]
public readonly record struct Permission([property: Id(0)] string Resource, [property: Id(1)] string Action)
{
    /// <summary>The longest text of a permission.</summary>
    public const int MaxCharacters = 64;

    /// <summary>What a text that is no permission is refused with, behind the name of its field.</summary>
    public const string Rule = "must be resource:action, such as agents:read; either side may be *.";

    private const string All = "*";

    /// <summary>Everything: <c>*:*</c>.</summary>
    public static Permission Everything => new(All, All);

    /// <summary>Reads <c>resource:action</c>.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static Permission Parse(string text) =>
        TryParse(text, out var permission) ? permission : throw new FormatException($"'{text}' {Rule}");

    /// <summary>Reads <c>resource:action</c>, or answers false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Permission permission)
    {
        permission = default;
        if (text is null or { Length: > MaxCharacters } || text.Split(':') is not [var resource, var action])
            return false;
        if (!IsSide(resource) || !IsSide(action))
            return false;
        permission = new Permission(resource, action);
        return true;
    }

    /// <summary>Whether a grant of this allows what <paramref name="needed"/> says.</summary>
    public bool Covers(Permission needed) => Covers(Resource, needed.Resource) && Covers(Action, needed.Action);

    /// <summary>What two sets of grants both allow.</summary>
    public static ImmutableArray<Permission> Intersect(
        ImmutableArray<Permission> first, ImmutableArray<Permission> second) =>
    [
        .. (from one in first
            from other in second
            where Meets(one.Resource, other.Resource) && Meets(one.Action, other.Action)
            select new Permission(Narrower(one.Resource, other.Resource), Narrower(one.Action, other.Action))).Distinct(),
    ];

    /// <inheritdoc/>
    public override string ToString() => $"{Resource}:{Action}";

    private static bool Covers(string granted, string needed) => granted == All || granted == needed;

    private static bool Meets(string one, string other) => one == All || other == All || one == other;

    private static string Narrower(string one, string other) => one == All ? other : one;

    private static bool IsSide(string text) =>
        text == All || (text.Length > 0 && text.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_'));
}
