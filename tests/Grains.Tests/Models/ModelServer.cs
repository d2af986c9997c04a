using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sanctum.Models;

/// <summary>A server of models on loopback that plays one scripted answer per request.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private ModelServer(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, IHeaderDictionary Headers, string Body)> Requests { get; } = new();

    public string Url => _app.Urls.Single();

    public static async Task<ModelServer> Start(params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ModelServer(builder.Build());
        server.Then(answers);
        server._app.Run(server.Answer);
        await server._app.StartAsync();
        return server;
    }

    public void Then(params Func<HttpContext, Task>[] answers)
    {
        foreach (var answer in answers)
            _answers.Enqueue(answer);
    }

    /// <summary>The product's own gateway, configured as an operator would.</summary>
    public IModelGateway Gateway(string kind, params (string Key, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>
        {
            ["Sanctum:Models:Providers:test:Kind"] = kind,
            ["Sanctum:Models:Providers:test:BaseUrl"] = kind == "OpenAI" ? Url + "/v1" : Url,
            ["Sanctum:Models:Providers:test:ApiKey"] = "sk-secret",
            ["Sanctum:Models:Providers:test:RetryDelay"] = "00:00:00.001",
        };
        foreach (var (key, value) in settings)
            values[$"Sanctum:Models:Providers:test:{key}"] = value;
        var services = new ServiceCollection();
        new ModelsModule().Register(services, new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return services.BuildServiceProvider().GetRequiredService<IModelGateway>();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    public static Func<HttpContext, Task> Refuse(int status, string body, string? retryAfter = null) => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        await http.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Stream(params string[] events) => async http =>
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var one in events)
        {
            await http.Response.WriteAsync(one + "\n\n");
            await http.Response.Body.FlushAsync();
        }
    };

    public static Func<HttpContext, Task> StreamThenCut(Task cut, params string[] events) => async http =>
    {
        await Stream(events)(http);
        await cut;
        http.Abort();
    };

    private async Task Answer(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        // The server clears a request's own headers when it is over.
        Requests.Enqueue((http.Request.Path, new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase)), await reader.ReadToEndAsync()));
        if (_answers.TryDequeue(out var answer))
            await answer(http);
        else
            http.Response.StatusCode = StatusCodes.Status418ImATeapot;
    }
}
