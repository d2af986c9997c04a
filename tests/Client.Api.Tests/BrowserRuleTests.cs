using System.Text.RegularExpressions;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>A gateway that trusts the pages of one other site.</summary>
public sealed class GatewayWithOrigin : IAsyncLifetime
{
    internal const string Trusted = "https://app.example.org";

    internal RunningGateway Gateway { get; } = new();

    public Task InitializeAsync() => Gateway.Start($"Sanctum:Gateway:CorsOrigins:0={Trusted}");

    public Task DisposeAsync() => Gateway.DisposeAsync();
}

/// <summary>What browsers may do with the gateway and its pages.</summary>
public sealed partial class BrowserRuleTests(GatewayWithOrigin trusting) : IClassFixture<GatewayWithOrigin>
{
    private const string Foreign = "https://evil.example";

    private static readonly string[] MakesMarkupOrCode =
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "srcdoc", "javascript:", "eval(", "new Function"];

    private HttpClient Http => trusting.Gateway.Http;

    [Theory]
    [InlineData("/")]
    [InlineData("/js/app.js")]
    [InlineData("/chat/anything")]
    [InlineData("/v1/agents")]
    [InlineData("/v1/agents/nobody-here")]
    [InlineData("/nothing")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    public async Task Every_answer_forbids_what_no_page_of_ours_needs(string path)
    {
        using var response = await Http.GetAsync(path);

        var policy = Header(response, "Content-Security-Policy").Split("; ");
        foreach (var directive in new[] { "default-src", "base-uri", "form-action", "frame-ancestors" })
            Assert.Contains($"{directive} 'none'", policy);
        Assert.DoesNotContain(policy, directive => directive.Contains("unsafe", StringComparison.Ordinal));
        Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
        Assert.Equal("no-referrer", Header(response, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Resource-Policy"));
        Assert.Equal("same-origin", Header(response, "Cross-Origin-Opener-Policy"));
    }

    [Theory]
    [InlineData(GatewayWithOrigin.Trusted, GatewayWithOrigin.Trusted)]
    [InlineData(Foreign, null)]
    [InlineData("null", null)]
    public async Task Answer_is_for_pages_of_listed_origins_only(string origin, string? allowed)
    {
        using var read = await Send(HttpMethod.Get, "/v1/agents", ("Origin", origin));
        using var preflight = await Send(
            HttpMethod.Options, "/v1/agents", ("Origin", origin), ("Access-Control-Request-Method", "POST"));

        foreach (var response in new[] { read, preflight })
            Assert.Equal(
                allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("Origin", Foreign)]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Command_of_another_site_needs_no_preflight_to_be_refused(string header, string value)
    {
        using var response = await Send(HttpMethod.Post, "/v1/sessions/some/cancel", (header, value));

        await response.ShouldRefuse(403, "cross-site");
    }

    [Fact]
    public async Task Command_of_a_listed_origin_is_understood()
    {
        using var response = await Send(
            HttpMethod.Post, "/v1/sessions/nobody-here/cancel", ("Origin", GatewayWithOrigin.Trusted),
            ("Sec-Fetch-Site", "cross-site"));

        await response.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Request_is_not_sent_back_to_its_sender()
    {
        using var response = await Send(HttpMethod.Trace, "/v1/agents", ("X-Echo", "send-me-back"));

        await response.ShouldRefuse(405, "method-not-allowed");
        Assert.DoesNotContain("send-me-back", response.Headers.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("send-me-back", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/js/")]
    [InlineData("/webchat/")]
    [InlineData("/.git/config")]
    [InlineData("/js/%2e%2e/%2e%2e/Sanctum.Silo.dll")]
    [InlineData("/appsettings.json")]
    public async Task Folders_are_not_listed_and_nothing_beside_the_page_is_served(string path)
    {
        using var response = await Http.GetAsync(path);

        await response.ShouldRefuse(404, "no-such-route");
    }

    [Fact]
    public void Scripts_make_neither_markup_nor_code_of_text()
    {
        var scripts = Files("*.js").ToArray();

        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.DoesNotContain(
            MakesMarkupOrCode, word => File.ReadAllText(script).Contains(word, StringComparison.Ordinal)));
    }

    [Fact]
    public void Pages_hold_no_script_or_style_in_line()
    {
        var pages = Files("*.html").ToArray();

        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.DoesNotMatch(InLine(), File.ReadAllText(page)));
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(
        Path.Combine(Repository.Root, "Client.Api/wwwroot"), pattern, SearchOption.AllDirectories);

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await Http.SendAsync(request);
    }

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=", RegexOptions.IgnoreCase)]
    private static partial Regex InLine();
}
