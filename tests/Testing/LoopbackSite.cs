using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Sanctum.Testing;

/// <summary>A web site on loopback with one file at every address, or one made for each.</summary>
public sealed class LoopbackSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LoopbackSite(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public static Task<LoopbackSite> Start(string mediaType, byte[] content) => Start(mediaType, _ => content);

    /// <param name="mediaType">Of all files.</param>
    /// <param name="content">The file at an address.</param>
    public static async Task<LoopbackSite> Start(string mediaType, Func<Uri, byte[]> content)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(http =>
        {
            http.Response.ContentType = mediaType;
            return http.Response.Body.WriteAsync(content(new Uri(http.Request.GetEncodedUrl()))).AsTask();
        });
        await app.StartAsync();
        return new LoopbackSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
