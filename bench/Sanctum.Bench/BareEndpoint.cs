namespace Sanctum.Bench;

/// <summary>Kestrel with nothing behind it: what any ASP.NET Core service costs on this machine.</summary>
internal static class BareEndpoint
{
    /// <summary>The argument that makes this program such a server instead of measuring.</summary>
    public const string Verb = "bare-endpoint";

    public static async Task Serve(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.MapGet("/ready", () => Results.Ok());
        app.MapGet("/hello", () => new Greeting("hello"));
        app.MapPost("/hello", (Greeting greeting) => Results.Accepted(null, greeting));
        await app.RunAsync();
    }

    private sealed record Greeting(string Text);
}
