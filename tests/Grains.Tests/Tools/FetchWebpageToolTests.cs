using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Sanctum.Identity;
using Sanctum.Testing;
using Sanctum.Tools.Builtin;
using Sanctum.Tools.Isolation;

namespace Sanctum.Tools;

/// <summary>The tool as an agent calls it. Only the address of the test's own server is allowed beside the public web.</summary>
public sealed class FetchWebpageToolTests : IAsyncLifetime
{
    private LoopbackReceiver _site = null!;

    public async Task InitializeAsync() => _site = await LoopbackReceiver.Start();

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_page_is_its_title_and_what_a_person_would_read()
    {
        Serve("text/html; charset=utf-8", """
            <html><head><title> Tea &amp; cake </title><style>p { color: red }</style></head><body>
            <nav>Home | Shop</nav><header>Banner</header>
            <main><h1>On tea</h1><p>Water  first,<br>then <b>leaves</b>.</p><script>track()</script><ul><li>Green 🍵</li><li>Black</li></ul><p hidden>Secret.</p></main>
            <footer>Imprint</footer></body></html>
            """);

        Assert.Equal((ToolStatus.Ok, "Tea & cake\n\nOn tea\nWater first, then leaves.\nGreen 🍵\nBlack"), await Fetch());
    }

    [Theory]
    [InlineData("text/plain", "Just words.\nTwo lines.")]
    [InlineData("application/json", """{"answer":42}""")]
    public async Task Text_and_JSON_are_given_as_they_are(string mediaType, string text)
    {
        Serve(mediaType, text);

        Assert.Equal((ToolStatus.Ok, text), await Fetch());
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("application/octet-stream")]
    public async Task What_is_no_text_is_refused_by_its_type(string mediaType)
    {
        Serve(mediaType, "?");

        await Refuses($"the page is {mediaType}, not text.");
    }

    [Fact]
    public async Task Redirects_are_followed_to_the_page()
    {
        _site.Answer = (request, http) => request.Path == "/new" ? http.Response.WriteAsync("Here.") : Redirect(http, "/new");

        Assert.Equal((ToolStatus.Ok, "Here."), await Fetch());
    }

    [Fact]
    public async Task A_redirect_to_a_private_address_is_refused()
    {
        _site.Answer = (_, http) => Redirect(http, $"http://127.0.0.2:{_site.Url.Port}/");

        await Refuses("'127.0.0.2' is not a public address.");
        Assert.Single(_site.Requests);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/")]
    [InlineData("http://name:word@example.org/")]
    public async Task A_redirect_to_what_is_no_web_address_is_refused(string target)
    {
        _site.Answer = (_, http) => Redirect(http, target);

        await Refuses("is not an http or https address without credentials.");
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        _site.Answer = (_, http) => Redirect(http, "/");

        await Refuses("redirects more than 3 times.", options => options.MaxRedirects = 3);
        Assert.Equal(4, _site.Requests.Count);
    }

    [Fact]
    public async Task Without_the_option_loopback_is_not_reached()
    {
        await Refuses("'127.0.0.1' is not a public address.", options => options.AllowedNetworks = []);
        Assert.Empty(_site.Requests);
    }

    [Fact]
    public async Task A_page_without_end_is_read_no_further_than_the_limit()
    {
        _site.Answer = async (_, http) =>
        {
            http.Response.ContentType = "text/plain";
            while (!http.RequestAborted.IsCancellationRequested)
                await http.Response.Body.WriteAsync(new byte[1_024], http.RequestAborted);
        };

        await Refuses("the page is larger than 4096 bytes.", options => options.MaxBytes = 4_096);
    }

    [Fact]
    public async Task The_limit_holds_for_what_a_compressed_page_unfolds_to()
    {
        _site.Answer = async (_, http) =>
        {
            (http.Response.ContentType, http.Response.Headers.ContentEncoding) = ("text/plain", "gzip");
            await using var packed = new GZipStream(http.Response.Body, CompressionLevel.Fastest);
            await packed.WriteAsync(new byte[1024 * 1024]);
        };

        await Refuses("the page is larger than 65536 bytes.", options => options.MaxBytes = 65_536);
    }

    [Fact]
    public async Task The_model_is_given_so_much_of_a_long_page_and_told_so()
    {
        Serve("text/plain", new string('a', 500));

        var (status, text) = await Fetch(options => options.MaxCharacters = 100);

        Assert.Equal((ToolStatus.Ok, $"{new string('a', 100)}\n[cut: the page has 500 characters, 100 are shown]"), (status, text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_page_that_does_not_come_or_does_not_end_is_given_up_at_the_time_limit(bool begins)
    {
        _site.Answer = async (_, http) =>
        {
            if (begins)
                await http.Response.WriteAsync("It begins");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        };

        var (status, text) = await Fetch(options => options.Timeout = TimeSpan.FromSeconds(1));

        Assert.Equal((ToolStatus.Timeout, "fetch_webpage was stopped after 1 seconds, its limit."), (status, text));
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_a_failure_with_its_status()
    {
        _site.Answer = (_, http) =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        };

        await Refuses("answered 404 Not Found.");
    }

    private static Task Redirect(HttpContext http, string target)
    {
        (http.Response.StatusCode, http.Response.Headers.Location) = (302, target);
        return Task.CompletedTask;
    }

    private void Serve(string mediaType, string text) => _site.Answer = (_, http) =>
    {
        http.Response.ContentType = mediaType;
        return http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();
    };

    private async Task Refuses(string reason, Action<FetchWebpageOptions>? change = null)
    {
        var (status, text) = await Fetch(change);
        Assert.Equal(ToolStatus.Failed, status);
        Assert.EndsWith(reason, text, StringComparison.Ordinal);
    }

    private async Task<(ToolStatus Status, string Text)> Fetch(Action<FetchWebpageOptions>? change = null)
    {
        var options = new FetchWebpageOptions { AllowedNetworks = ["127.0.0.1/32"] };
        change?.Invoke(options);
        using var web = new PublicWeb(Options.Create(options));
        var tool = new FetchWebpageTool(web, Options.Create(options));
        using var runs = new IsolatedRuns(tool, ToolSandbox.Process);
        var answer = await runs.Runner.Run(
            RegisteredTool.Create(tool, ToolSchema.Json), JsonSerializer.Serialize(new { url = _site.Url }), new ToolContext(GrainKey.Parse("default/ada"), "s", "call_1"),
            CancellationToken.None);
        return (answer.Status, answer.Payload);
    }
}
