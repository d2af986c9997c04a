using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebUtilities;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Requests;

/// <summary>
/// Gives requests that Kestrel refuses before the pipeline runs (a path with %00, headers that are not ASCII, bad framing, 408,
/// 414, 431, 505) the same answer as every other refusal: a problem document, or an error in the shape that the path's clients
/// expect. Kestrel ends them with an empty answer and has no hook for another. It reports the refusal before it writes, so the
/// connection's output is closed to it then, and the answer is written once it has left the connection.
/// </summary>
internal static class RefusedConnections
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";
    private static readonly object Output = new();

    public static void AddRefusedConnections(this WebApplicationBuilder builder) =>
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(
            endpoint => endpoint.Use(next => connection => Serve(connection, next))));

    public static void UseRefusedConnections(this WebApplication app)
    {
        var observer = new Observer(
            [.. app.Services.GetServices<IErrorShape>()], app.Services.GetRequiredService<TimeProvider>());
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(observer, (name, _, _) => name == BadRequest);
    }

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

    private static void Refuse(IFeatureCollection request, IErrorShape[] shapes, DateTimeOffset now)
    {
        if (request.Get<IHttpResponseFeature>() is { HasStarted: false } response
            && request.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Output, out var output) is true)
            ((RefusableOutput)output!).Refuse(Answer(response.StatusCode, request, shapes, now));
    }

    private static byte[] Answer(int status, IFeatureCollection request, IErrorShape[] shapes, DateTimeOffset now)
    {
        var problem = ProblemMap.FromServer(status) with
        {
            TraceId = request.Get<IHttpRequestIdentifierFeature>()?.TraceIdentifier,
        };
        var shape = shapes.FirstOrDefault(one => one.IsExpectedAt(PathOf(request)));
        var answer = shape?.Of(problem) ?? new ErrorAnswer(ProblemWriter.MediaType, problem);
        var body = JsonSerializer.SerializeToUtf8Bytes(answer.Body, Json.Options);
        var further = string.Concat(answer.Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {ReasonPhrases.GetReasonPhrase(status)}\r\nContent-Length: {body.Length}\r\n" +
            $"Connection: close\r\n" +
            $"Content-Type: {answer.MediaType}\r\nDate: {now:R}\r\nCache-Control: no-store\r\n" +
            $"X-Content-Type-Options: nosniff\r\n{further}\r\n");
        return HttpMethods.IsHead(request.Get<IHttpRequestFeature>()?.Method ?? "")
            ? Encoding.ASCII.GetBytes(head)
            : [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    // What is refused by its request line has no path yet.
    private static PathString PathOf(IFeatureCollection request) =>
        request.Get<IHttpRequestFeature>()?.Path is ['/', ..] path ? new PathString(path) : PathString.Empty;

    private sealed class Observer(IErrorShape[] shapes, TimeProvider clock) : IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is IFeatureCollection request)
                Refuse(request, shapes, clock.GetUtcNow());
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
