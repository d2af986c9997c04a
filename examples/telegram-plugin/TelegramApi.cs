using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Net.Http.Json;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Sanctum.Errors;
using Sanctum.Platforms;

namespace Telegram;

/// <summary>
/// Calls methods of the Bot API (https://core.telegram.org/bots/api). It never repeats a call: Sanctum knows whether and when to.
/// </summary>
internal sealed class TelegramApi : IDisposable
{
    private readonly HttpClient _http = new() { MaxResponseContentBufferSize = 4 * 1024 * 1024 };

    /// <exception cref="SessionExpiredException">The token is not known there.</exception>
    /// <exception cref="DependencyException">Telegram failed or refused.</exception>
    public async Task<JsonElement> Call(
        string api, string token, string method, object input, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.PostAsJsonAsync($"{api.TrimEnd('/')}/bot{token}/{method}", input, cancellationToken);
            var answer = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            return answer.GetProperty("ok").GetBoolean() ? answer.GetProperty("result") : throw Refused(method, answer);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // The address holds the token, so nothing that may repeat the address goes on.
            throw new DependencyException(
                TelegramAdapter.Name, $"{method} was not answered as agreed ({exception.GetType().Name}).", ErrorClass.Transient);
        }
    }

    public void Dispose() => _http.Dispose();

    private static SanctumException Refused(string method, JsonElement answer)
    {
        var (code, description) = (answer.GetProperty("error_code").GetInt32(), answer.GetProperty("description").GetString());
        // What is no token at all is no path there.
        if (code is 401 or 404)
            return new SessionExpiredException(TelegramAdapter.Name, $"the token is not accepted: {description}");
        TimeSpan? wait = answer.TryGetProperty("parameters", out var more) && more.TryGetProperty("retry_after", out var seconds)
            ? TimeSpan.FromSeconds(seconds.GetInt32())
            : null;
        // 409: somebody else reads the same bot's updates just now.
        var isTransient = code is 409 or 429 or >= 500;
        // The bot API answers with an error only when it has done nothing.
        return new DependencyException(
            TelegramAdapter.Name, $"{method}: {description}", isTransient ? ErrorClass.Transient : ErrorClass.Permanent, wait,
            isRefusal: !isTransient);
    }
}
