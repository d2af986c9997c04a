using System.CommandLine;

namespace Sanctum.Commands;

/// <summary>What every command takes.</summary>
internal static class GlobalOptions
{
    private const string UrlVariable = "SANCTUM_URL";
    private const string DefaultUrl = "http://127.0.0.1:9000";

    public static Option<Uri> Url { get; } = new("--url")
    {
        Description = $"The gateway; {UrlVariable} if left out, else {DefaultUrl}",
        HelpName = "url",
        Recursive = true,
        CustomParser = result => ParseUrl(result.Tokens[0].Value, "--url", result.AddError),
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print the gateway's JSON: one document, or one line per event of a stream",
        Recursive = true,
    };

    /// <summary>The gateway that is meant; an address that cannot be one is told to <paramref name="refuse"/>.</summary>
    public static Uri? FindUrl(ParseResult arguments, Action<string> refuse)
    {
        if (arguments.GetValue(Url) is { } given)
            return given;
        return Environment.GetEnvironmentVariable(UrlVariable) is { Length: > 0 } variable
            ? ParseUrl(variable, UrlVariable, refuse)
            : new Uri(DefaultUrl);
    }

    private static Uri? ParseUrl(string text, string source, Action<string> refuse)
    {
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        refuse($"{source} is '{text}', which is not an http or https address.");
        return null;
    }
}
