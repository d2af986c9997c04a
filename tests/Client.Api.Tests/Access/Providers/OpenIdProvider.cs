using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Access;

/// <summary>An OpenID provider by the npm package oidc-provider, as a separate process on loopback.</summary>
internal sealed partial class OpenIdProvider : IAsyncDisposable
{
    public const string ClientId = "sanctum-test";

    // With what must be escaped in the header.
    public const string ClientSecret = "a secret: +/%=?";

    private readonly Process _process;

    private OpenIdProvider(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static async Task<OpenIdProvider> Start(params string[] callbacks)
    {
        var process = Process.Start(new ProcessStartInfo("node", ["oidc.mjs", ClientId, ClientSecret, .. callbacks])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "tests", "clients"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("http://", StringComparison.Ordinal))
                return new OpenIdProvider(process, new Uri(line));
        }
        throw new InvalidOperationException("The provider has ended.");
    }

    /// <summary>
    /// Signs somebody in by the provider's own forms, and answers the path and query that it sends the browser back with.
    /// </summary>
    /// <param name="browser">A client that follows no redirects and keeps cookies.</param>
    /// <param name="page">Where the gateway sent the browser.</param>
    /// <param name="login">Who signs in.</param>
    /// <param name="home">Where the gateway is said to be.</param>
    public static async Task<string> SignIn(HttpClient browser, Uri page, string login, string home)
    {
        for (var steps = 0; steps < 20; steps++)
        {
            if (page.AbsoluteUri.StartsWith(home, StringComparison.Ordinal))
                return page.PathAndQuery;
            using var answer = await browser.GetAsync(page);
            page = answer.StatusCode == HttpStatusCode.OK
                ? await FillIn(browser, page, await answer.Content.ReadAsStringAsync(), login)
                : Next(page, answer);
        }
        throw new InvalidOperationException($"The provider leads nowhere: {page}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Uri> FillIn(HttpClient browser, Uri page, string html, string login)
    {
        var action = Action().Match(html).Groups["to"].Value;
        var fields = new Dictionary<string, string> { ["prompt"] = Prompt().Match(html).Groups["value"].Value };
        if (fields["prompt"] == "login")
            (fields["login"], fields["password"]) = (login, "any");
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(new Uri(page, action), form);
        return Next(page, answer);
    }

    private static Uri Next(Uri page, HttpResponseMessage answer) => answer.Headers.Location is { } to
        ? new Uri(page, to)
        : throw new InvalidOperationException($"{(int)answer.StatusCode} of {page} leads nowhere.");

    [GeneratedRegex("""action="(?<to>[^"]+)" """)]
    private static partial Regex Action();

    [GeneratedRegex("""name="prompt" value="(?<value>[a-z]+)"/?>""")]
    private static partial Regex Prompt();
}
