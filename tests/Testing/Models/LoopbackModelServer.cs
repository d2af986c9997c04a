using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sanctum.Testing.Models;

/// <summary>
/// A server of models on loopback. It plays one scripted answer per request; where there is none, the <see
/// cref="ModelScenarios">scenario</see> that the request's model names, and after its tools have answered, a greeting.
/// </summary>
public sealed class LoopbackModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _answers = new();

    private LoopbackModelServer(WebApplication app) => _app = app;

    /// <summary>What it was asked, in order.</summary>
    public ConcurrentQueue<ModelRequest> Requests { get; } = new();

    /// <summary>Where it listens; the path <c>/v1</c> below it is that of OpenAI's API.</summary>
    public string Url => _app.Urls.Single();

    public static async Task<LoopbackModelServer> Start(params Func<HttpContext, Task>[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new LoopbackModelServer(builder.Build());
        server.Then(answers);
        server._app.Run(server.Answer);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Adds answers to the script.</summary>
    public void Then(params Func<HttpContext, Task>[] answers)
    {
        foreach (var answer in answers)
            _answers.Enqueue(answer);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Plays what a server in the field sent.</summary>
    public static Func<HttpContext, Task> Play(string scenario)
    {
        var played = ModelScenarios.Find(scenario);
        return async http =>
        {
            http.Response.StatusCode = played.Status;
            http.Response.ContentType = played.MediaType;
            await http.Response.Body.WriteAsync(played.Body);
        };
    }

    /// <summary>Answers with a status and a body.</summary>
    public static Func<HttpContext, Task> Refuse(
        int status, string body, string? retryAfter = null, string mediaType = "application/json") => async http =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = mediaType;
        if (retryAfter is not null)
            http.Response.Headers.RetryAfter = retryAfter;
        await http.Response.WriteAsync(body);
    };

    /// <summary>Sends events one by one.</summary>
    public static Func<HttpContext, Task> Stream(params string[] events) => async http =>
    {
        http.Response.ContentType = "text/event-stream";
        foreach (var one in events)
        {
            await http.Response.WriteAsync(one + "\n\n");
            await http.Response.Body.FlushAsync();
        }
    };

    /// <summary>Sends events and cuts the connection once it is time.</summary>
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
        var headers = new HeaderDictionary(http.Request.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase));
        var request = new ModelRequest(http.Request.Path, headers, await reader.ReadToEndAsync());
        Requests.Enqueue(request);
        if (_answers.TryDequeue(out var answer))
            await answer(http);
        else if (ModelScenarios.Names.Contains(request.Model))
            await Play(request.HasToolResults ? "finish-never" : request.Model)(http);
        else
            http.Response.StatusCode = StatusCodes.Status418ImATeapot;
    }
}

/// <summary>A request as the server got it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body.</param>
public sealed record ModelRequest(string Path, IHeaderDictionary Headers, string Body)
{
    /// <summary>The model that it names; empty if it names none.</summary>
    public string Model => Find("model")?.GetString() ?? "";

    /// <summary>The messages.</summary>
    public IReadOnlyList<JsonElement> Messages => [.. Find("messages")?.EnumerateArray().AsEnumerable() ?? []];

    /// <summary>The roles of the messages, in order.</summary>
    public IReadOnlyList<string> Roles => [.. Messages.Select(message => message.GetProperty("role").GetString()!)];

    /// <summary>Whether the newest message is a tool's result.</summary>
    public bool HasToolResults => Roles is [.., "tool"];

    private JsonElement? Find(string member)
    {
        if (!Body.StartsWith('{'))
            return null;
        return JsonElement.Parse(Body).TryGetProperty(member, out var found) ? found : null;
    }
}
