using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Sanctum.Chat;
using Sanctum.Edge;
using Sanctum.Platforms.WebChat.Bridge;
using Sanctum.Problems;

namespace Sanctum.Requests;

/// <summary>
/// Gives requests that Kestrel refuses before the pipeline runs (a path with %00, headers that are not ASCII, bad framing, 408, 414, 431, 505)
/// the same problem document as every other refusal, or an error in the shape that clients of OpenAI's API or of the web chat bridge expect. Kestrel ends them with an empty answer and
/// has no hook for another. It reports the refusal before it writes, so the connection's output is closed to it then, and the answer is written once it
/// has left the connection.
/// </summary>
internal static class RefusedConnections
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";
    private const string MediaType = "application/json";
    private static readonly object Output = new();

    public static void AddRefusedConnections(this WebApplicationBuilder builder) =>
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => Serve(connection, next))));

    public static void UseRefusedConnections(this WebApplication app) =>
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(
            new Observer(app.Services.GetRequiredService<TimeProvider>()), (name, _, _) => name == BadRequest);

    private static async Task Serve(ConnectionContext connection, ConnectionDelegate next)
    {
        var transport = connection.Transport;
        var output = new RefusableOutput(transport.Output);
        connection.Transport = new RefusableTransport(transport.Input, output);
        connection.Items[Output] = output;
        try
        {
            await next(connection);
            if (output.Refusal is { } refusal)
                await transport.Output.WriteAsync(refusal);
        }
        finally
        {
            connection.Transport = transport;
        }
    }

    private static void Refuse(IFeatureCollection request, DateTimeOffset now)
    {
        if (request.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && request.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Output, out var output) is true)
            ((RefusableOutput)output!).Refuse(Answer(response.StatusCode, request, now));
    }

    private static byte[] Answer(int status, IFeatureCollection request, DateTimeOffset now)
    {
        var problem = ProblemMap.FromServer(status) with { TraceId = request.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier };
        var (type, body) = Shape(problem, PathOf(request), now);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n" +
            $"Content-Type: {type}\r\nDate: {now:R}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n");
        return HttpMethods.IsHead(request.Get<IHttpRequestFeature>()?.Method ?? "") ? Encoding.ASCII.GetBytes(head) : [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    private static (string Type, byte[] Body) Shape(Problem problem, PathString path, DateTimeOffset now)
    {
        if (ChatErrors.AreSpokenAt(path))
            return (problem.Retriable ? MediaType : $"{MediaType}\r\n{ChatErrors.ShouldRetry}: false", ToBytes(ChatErrors.From(problem)));
        return BridgeErrors.AreSpokenAt(path)
            ? (MediaType, ToBytes(BridgeErrors.From(problem, now)))
            : ("application/problem+json", ToBytes(problem));
    }

    private static byte[] ToBytes<T>(T answer) => JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options);

    // What is refused by its request line has no path yet.
    private static PathString PathOf(IFeatureCollection request) =>
        request.Get<IHttpRequestFeature>()?.Path is ['/', ..] path ? new PathString(path) : PathString.Empty;

    private sealed class Observer(TimeProvider clock) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is IFeatureCollection request)
                Refuse(request, clock.GetUtcNow());
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
