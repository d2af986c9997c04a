using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Web;

namespace Sanctum.Platforms.Bluesky;

/// <summary>
/// Calls methods of AT Protocol services over HTTP (https://atproto.com/specs/xrpc). It never repeats a call: the caller
/// knows whether and when to.
/// </summary>
internal sealed class XrpcClient : IDisposable
{
    private static readonly TimeSpan SlowAnswer = TimeSpan.FromSeconds(3);
    private readonly BlueskyOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;

    // Few: the servers of accounts, and the directory.
    private readonly ConcurrentDictionary<string, CallWindow> _windows = new();

    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "One client for the process; its handler vets addresses and renews connections.")]
    public XrpcClient(IOptions<BlueskyOptions> options, IVettedHttp vetted, TimeProvider clock)
    {
        _options = options.Value;
        _clock = clock;
        _http = new HttpClient(vetted.CreateHandler(_options.AllowedNetworks, plainOnlyWhereAllowed: true))
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = _options.MaxAnswerBytes,
        };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("Sanctum/1.0");
    }

    /// <summary>Asks; the parameters go into the address, repeated names as lists.</summary>
    /// <exception cref="DependencyException">There was no answer that can be read.</exception>
    public Task<XrpcAnswer> Query(
        Uri service, string method, IEnumerable<KeyValuePair<string, string>> parameters, string? token,
        CancellationToken cancellationToken)
    {
        var query = string.Join('&', parameters.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"));
        return Send(HttpMethod.Get, new Uri(service, $"/xrpc/{method}?{query}"), null, token, cancellationToken);
    }

    /// <summary>Acts, with <paramref name="input"/> as JSON, as it is if it is content already, or without.</summary>
    /// <exception cref="DependencyException">There was no answer that can be read; whether the service acted is not
    /// known.</exception>
    public Task<XrpcAnswer> Procedure(
        Uri service, string method, object? input, string? token, CancellationToken cancellationToken)
    {
        var content = input as HttpContent ?? (input is null ? null : Json(input));
        return Send(HttpMethod.Post, new Uri(service, $"/xrpc/{method}"), content, token, cancellationToken);
    }

    /// <summary>Reads a document that is no XRPC method, such as a DID document.</summary>
    /// <exception cref="DependencyException">There was no answer that can be read.</exception>
    public Task<XrpcAnswer> Get(Uri address, CancellationToken cancellationToken) =>
        Send(HttpMethod.Get, address, null, null, cancellationToken);

    /// <summary>Reads a short text, or null where there is none to be had.</summary>
    public async Task<string?> GetText(Uri address, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.CallTimeout);
        try
        {
            using var response = await _http.GetAsync(address, patience.Token);
            return response.IsSuccessStatusCode ? (await response.Content.ReadAsStringAsync(patience.Token)).Trim() : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<XrpcAnswer> Send(
        HttpMethod method, Uri address, HttpContent? content, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var window = _windows.GetOrAdd(address.Authority, _ => new CallWindow());
        var entered = await window.Enter(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var wentWell = false;
        try
        {
            var answer = await Send(request, cancellationToken);
            wentWell = answer.Status < 500 && Stopwatch.GetElapsedTime(started) < SlowAnswer;
            return answer;
        }
        finally
        {
            window.Leave(entered, wentWell);
        }
    }

    private async Task<XrpcAnswer> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.CallTimeout);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            return XrpcAnswer.Read(response, await response.Content.ReadAsByteArrayAsync(patience.Token), _clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(address, string.Create(
                CultureInfo.InvariantCulture, $"did not answer within {_options.CallTimeout.TotalSeconds} seconds."), null);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new DependencyException(
                "bluesky", $"{address.Authority} answered with more than {_options.MaxAnswerBytes} bytes.", ErrorClass.Permanent,
                inner: exception);
        }
        catch (HttpRequestException exception) when (exception.InnerException is InvalidRequestException refusal)
        {
            var reason = refusal.Errors[0].Message;
            throw new InvalidRequestException(
                FieldOf(address), $"leads to {address.Authority}: {reason} Sanctum:Bluesky:AllowedNetworks may allow it.");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Failed(address, "cannot be reached, or broke off its answer.", exception);
        }
        catch (JsonException exception)
        {
            throw Failed(address, "gave an answer that cannot be read.", exception);
        }
    }

    private string FieldOf(Uri address) => address.Authority switch
    {
        var authority when authority == _options.PlcDirectory.Authority => "Sanctum:Bluesky:PlcDirectory",
        var authority when authority == _options.HandleResolver.Authority => "Sanctum:Bluesky:HandleResolver",
        _ => "settings.service",
    };

    // Its length is known, which not every proxy can do without.
    private static ByteArrayContent Json(object input) => new(JsonSerializer.SerializeToUtf8Bytes(input, XrpcJson.Options))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private static DependencyException Failed(Uri address, string what, Exception? inner) =>
        new("bluesky", $"{address.Authority} {what}", ErrorClass.Transient, inner: inner);
}
