using Spectre.Console;

namespace Sanctum.Terminal;

/// <summary>What is known of one thing: a name and a value a line; what is empty is left out.</summary>
internal static class Facts
{
    public static Table Of(params (string Name, object? Value)[] facts)
    {
        var table = Listing.Of("", "").HideHeaders();
        foreach (var (name, value) in facts.Where(fact => fact.Value is not null and not ""))
            table.Row(new Text(name, new Style(decoration: Decoration.Dim)), value);
        return table;
    }
}
