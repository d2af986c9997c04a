using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
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

    [Fact]
    public async Task A_long_page_is_its_article_without_what_stands_around_it()
    {
        var paragraph = string
            .Concat(Enumerable.Repeat("Oolong, as many who drink it know, is neither a green tea nor a black one. ", 6)).Trim();
        Serve("text/html", $"""
            <html><head><title>Oolong</title></head><body>
            <div class="sidebar menu"><ul><li><a href="/1">Shop now</a></li><li><a href="/2">Subscribe today</a></li></ul></div>
            <div class="post"><p>{paragraph}</p><p>{paragraph}</p><p>{paragraph}</p></div>
            </body></html>
            """);

        Assert.Equal((ToolStatus.Ok, $"Oolong\n\n{paragraph}\n{paragraph}\n{paragraph}"), await Fetch());
    }

    [Theory]
    [MemberData(nameof(HostilePages))]
    public async Task A_page_that_is_made_to_exhaust_its_reader_ends_with_the_limit_named(string kind, string limit)
    {
        Serve("text/html", HostilePage(kind));

        var (status, text) = await Fetch();

        Assert.Equal(ToolStatus.Failed, status);
        Assert.Equal($"fetch_webpage failed: the page {limit}, the limit.", text);
    }

    [Theory]
    [InlineData(ToolStatus.KilledMemory, "killed: memory. fetch_webpage took more than 128 MB, its limit.")]
    [InlineData(ToolStatus.KilledCpu, "killed: cpu. fetch_webpage took more than 1 seconds of processor time, its limit.")]
    public async Task What_no_bound_of_the_page_holds_the_limits_of_its_process_end(ToolStatus ended, string reason)
    {
        Serve("text/html", HostilePage("formatting"));
        var limits = ended == ToolStatus.KilledMemory
            ? new IsolationOptions { MemoryBytes = 128 * 1024 * 1024, CpuTime = TimeSpan.FromMinutes(10) }
            : new IsolationOptions { CpuTime = TimeSpan.FromSeconds(1), MemoryBytes = 16L * 1024 * 1024 * 1024 };

        Assert.Equal((ended, reason), await Fetch(options => options.MaxElements = 10_000_000, limits));
    }

    public static TheoryData<string, string> HostilePages() => new()
    {
        { "formatting", "has more than 100000 elements" },
        { "fonts in tables", "has more than 100000 elements" },
        { "many", "has more than 100000 elements" },
        { "deep", "is nested deeper than 512 elements" },
        { "deep drawing", "is nested deeper than 512 elements" },
        { "deep formula", "is nested deeper than 512 elements" },
        { "deep formatting", "is nested deeper than 512 elements" },
        { "deep list", "is nested deeper than 512 elements" },
    };

    private static string HostilePage(string kind) => kind switch
    {
        "formatting" => $"<p>{string.Concat(Enumerable.Range(0, 400).Select(id => $"<b id={id}>"))}{Repeated("<p>x", 20_000)}",
        "fonts in tables" =>
            $"<p>{string.Concat(Enumerable.Range(0, 100).Select(id => $"<font size={id}>"))}" +
            $"{Repeated("<table><tr><td><p>x</table><p>", 20_000)}",
        "many" => Repeated("<br>", 300_000),
        "deep" => Repeated("<div>", 400_000),
        "deep drawing" => $"<svg>{Repeated("<g>", 100_000)}",
        "deep formula" => $"<math>{Repeated("<mrow>", 100_000)}",
        "deep formatting" => string.Concat(Enumerable.Range(0, 50_000).Select(id => $"<i class=c{id}>")),
        "deep list" => Repeated("<ul><li>", 100_000),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static string Repeated(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

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

        Assert.Equal(
            (ToolStatus.Ok, $"{new string('a', 100)}\n[cut: the page has 500 characters, 100 are shown]"), (status, text));
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

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_server_that_fails_for_a_moment_is_asked_again(int status)
    {
        var asked = 0;
        _site.Answer = (_, http) =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref asked) <= PublicWebClient.MaxRetries ? status : 200;
            http.Response.ContentType = "text/plain";
            return http.Response.Body.WriteAsync("Here it is."u8.ToArray()).AsTask();
        };

        Assert.Equal((ToolStatus.Ok, "Here it is."), await Fetch());

        Assert.Equal(1 + PublicWebClient.MaxRetries, asked);
    }

    [Fact]
    public async Task A_server_that_goes_on_failing_is_given_up_with_its_status()
    {
        _site.Answer = Answers(502);

        await Refuses("answered 502 Bad Gateway.");

        Assert.Equal(1 + PublicWebClient.MaxRetries, _site.Requests.Count);
    }

    [Theory]
    [InlineData(404, null)]
    [InlineData(429, null)]
    [InlineData(500, null)]
    [InlineData(503, "3600")]
    public async Task What_a_repeat_does_not_mend_is_asked_once(int status, string? retryAfter)
    {
        _site.Answer = Answers(status, retryAfter);

        var (ended, _) = await Fetch();

        Assert.Equal(ToolStatus.Failed, ended);
        Assert.Single(_site.Requests);
    }

    private static Func<ReceivedRequest, HttpContext, Task> Answers(int status, string? retryAfter = null) => (_, http) =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

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

    private async Task<(ToolStatus Status, string Text)> Fetch(
        Action<FetchWebpageOptions>? change = null, IsolationOptions? limits = null)
    {
        // A machine that is busy needs its time to start a process.
        var options = new FetchWebpageOptions { AllowedNetworks = ["127.0.0.1/32"], Timeout = TimeSpan.FromMinutes(1) };
        change?.Invoke(options);
        var web = WebClients.Web(options);
        using var runs = new IsolatedRuns(
            processes => new FetchWebpageTool(
                web, new PageReading(processes, Options.Create(options), Options.Create(new ToolOptions())),
                Options.Create(options)),
            ToolSandbox.Process,
            limits ?? new IsolationOptions());
        var answer = await runs.RunAsItIs(new { url = _site.Url });
        return (answer.Status, answer.Payload);
    }
}
