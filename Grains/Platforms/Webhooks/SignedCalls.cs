using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Sanctum.Errors;

namespace Sanctum.Platforms.Webhooks;

/// <summary>
/// Sends signed requests and says what became of them. It never repeats one: the caller decides whether and when to.
/// </summary>
internal sealed class SignedCalls(HttpClient http, IOptions<WebhookOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    /// <summary>Posts, and answers the JSON that came back; undefined where there was none.</summary>
    /// <exception cref="DependencyException">The other side failed (transient), or refused (permanent).</exception>
    /// <exception cref="AccountRefusedException">The other side says that the account may not act there any more.</exception>
    /// <exception cref="InvalidRequestException">The address may not be reached.</exception>
    public async Task<JsonElement> Post(SignedRequest request, WebhookSecrets secrets, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.Value.Timeout);
        try
        {
            using var message = Write(request, secrets);
            using var response = await http.SendAsync(message, patience.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(patience.Token);
            return response.IsSuccessStatusCode ? Read(request, answer) : throw Refused(request, response, answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(request, $"did not answer within {options.Value.Timeout.TotalSeconds:0.#} seconds.", null);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new DependencyException(
                request.Dependency, $"{request.Address.Authority} answered with more than {options.Value.MaxAnswerBytes} bytes.",
                ErrorClass.Permanent);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw exception.InnerException as SanctumException
                ?? Failed(request, "cannot be reached, or broke off its answer.", exception);
        }
    }

    private HttpRequestMessage Write(SignedRequest request, WebhookSecrets secrets)
    {
        var now = clock.GetUtcNow();
        var message = new HttpRequestMessage(HttpMethod.Post, request.Address)
        {
            Content = new ByteArrayContent(request.Body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.Add(WebhookSecrets.IdHeader, request.Id);
        message.Headers.Add(WebhookSecrets.TimestampHeader, WebhookSecrets.Seconds(now));
        message.Headers.Add(WebhookSecrets.SignatureHeader, secrets.Sign(request.Id, now, request.Body));
        return message;
    }

    // Of a webhook it is not of interest what it says unless it is JSON: many answer "ok". An adapter that speaks something else
    // is not there: a proxy or a sign-in page answered in its place.
    private static JsonElement Read(SignedRequest request, byte[] answer)
    {
        try
        {
            return answer.Length == 0 ? default : JsonElement.Parse(answer);
        }
        catch (JsonException exception)
        {
            return request.ExpectsJson ? throw Failed(request, "answered with something that is no JSON.", exception) : default;
        }
    }

    private SanctumException Refused(SignedRequest request, HttpResponseMessage response, byte[] answer)
    {
        var status = (int)response.StatusCode;
        if (request.ExpectsJson && status is >= 400 and < 500 && AccountRefusal.Find(answer) is { } refused)
            return new AccountRefusedException(request.Dependency, refused);
        var isPage = request.ExpectsJson && response.Content.Headers.ContentType?.MediaType is "text/html";
        var isTransient = isPage || status is 408 or 425 or 429 or >= 500;
        var reason = response.StatusCode switch
        {
            HttpStatusCode.Gone => "wants no more (410).",
            _ when status is >= 300 and < 400 => $"has moved ({status}); redirects are not followed.",
            _ => $"answered {status}.",
        };
        return new DependencyException(
            request.Dependency, $"{request.Address.Authority} {reason}",
            isTransient ? ErrorClass.Transient : ErrorClass.Permanent,
            isTransient ? RetryAfter(response) : null,
            isRefusal: !isTransient || response.StatusCode == HttpStatusCode.TooManyRequests);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - clock.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is { } asked ? TimeSpan.FromTicks(Math.Clamp(asked.Ticks, 0, MaxWait.Ticks)) : null;
    }

    private static DependencyException Failed(SignedRequest request, string what, Exception? inner) =>
        new(request.Dependency, $"{request.Address.Authority} {what}", ErrorClass.Transient, inner: inner);
}

/// <summary>A request to be signed.</summary>
/// <param name="Dependency">Who is asked, as errors name it.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Id">The same id is the same request; sent as <c>webhook-id</c>.</param>
/// <param name="Body">JSON.</param>
/// <param name="Headers">Further headers.</param>
/// <param name="ExpectsJson">Whether an answer that is no JSON, or a page in the place of a refusal, comes from somebody
/// else.</param>
internal sealed record SignedRequest(
    string Dependency, Uri Address, string Id, byte[] Body, IReadOnlyDictionary<string, string> Headers,
    bool ExpectsJson = false);
