using System.Globalization;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Models.Remote.ChatCompletions;

namespace Sanctum.Models.Remote;

/// <summary>Why a provider refused or failed, in its own words, whichever shape it gave them.</summary>
/// <param name="Message">The reason.</param>
/// <param name="Type">The provider's name of its kind, or null.</param>
/// <param name="Code">A further name or an HTTP status in the body, or null.</param>
/// <param name="Status">The HTTP status of the answer, where that is no success.</param>
internal sealed record ProviderError(string Message, string? Type, string? Code, int? Status)
{
    // A used-up quota comes back after a while or not at all; asking again at once is refused again.
    private static readonly TimeSpan QuotaWait = TimeSpan.FromMinutes(1);

    private static readonly string[] PermanentKinds =
    [
        "invalid", "badrequest", "bad_request", "authentication", "permission", "unauthorized", "forbidden", "not_found",
        "notfound", "insufficient_quota", "billing", "credit", "payment", "context_length", "exceed_context_size",
        "unprocessable", "unsupported",
    ];

    private static readonly string[] QuotaKinds = ["quota", "billing", "credit", "payment"];
    private static readonly string[] KeyKinds = ["authentication", "permission", "unauthorized", "forbidden"];

    // The members in which servers say why.
    private static readonly string[] Reasons =
        ["message", "detail", "details", "msg", "error_description", "reason", "errors", "error"];

    /// <summary>The error of a body that may be JSON or not.</summary>
    public static ProviderError Of(string body, int? status = null)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = WireJson.Items(document.RootElement).FirstOrDefault();
            return (Find(root, isError: true) ?? new ProviderError("", null, null, null)) with { Status = status };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A proxy's page says nothing to a person; a line of text does.
            var isPage = body.AsSpan().TrimStart().StartsWith("<");
            return new ProviderError(isPage ? "" : Unreadable.Quote(body), null, null, status);
        }
    }

    /// <summary>The error that a JSON value reports, or null if it is none.</summary>
    /// <param name="value">A chunk, or a body.</param>
    /// <param name="isError">Whether it is known to be an error, so that any shape is one.</param>
    public static ProviderError? Find(JsonElement value, bool isError = false)
    {
        if (WireJson.Find(value, "error") is { } error && HasContent(error))
            return From(error, value);
        if (WireJson.Items(WireJson.Find(value, "choices")).FirstOrDefault() is { ValueKind: JsonValueKind.Object } choice
            && WireJson.Find(choice, "error") is { } ofChoice && HasContent(ofChoice))
            return From(ofChoice, value);
        isError |= WireJson.FindText(value, "object") == "error" || WireJson.FindText(value, "type") == "error";
        if (!isError && (WireJson.Find(value, "choices") is not null || NamesNoError(value)))
            return null;
        return From(value, value);
    }

    /// <summary>The error as callers get it: what will be refused again is permanent.</summary>
    public DependencyException ToException(string provider, TimeSpan? retryAfter = null)
    {
        var status = StatusOf();
        var unexplained = Status is null ? "it reported an error without a reason." : "";
        var reason = Message.Length > 0 ? Unreadable.Quote(Message) : unexplained;
        var name = Type ?? (Code is not null && status is null ? Code : null);
        var text = (Status is { } http ? $"HTTP {http}{(reason.Length > 0 ? ": " : "")}" : "") + reason
            + (name is null || reason.Contains(name, StringComparison.OrdinalIgnoreCase) ? "" : $" ({Unreadable.Quote(name)})");
        var overflow = ContextOverflow.Find(Message, $"{Type} {Code}");
        var errorClass = overflow is not null || IsPermanent(status) ? ErrorClass.Permanent : ErrorClass.Transient;
        var isQuota = errorClass == ErrorClass.Transient && Message.Contains("quota", StringComparison.OrdinalIgnoreCase);
        var wait = isQuota && !(retryAfter >= QuotaWait) ? QuotaWait : retryAfter;
        return new DependencyException(
            provider, text, errorClass, wait, overflow,
            // A request that is refused is not answered, and costs nothing.
            isRefusal: Status is >= 400 and < 500 and not 408,
            code: overflow is not null ? ErrorCodes.ContextTooLong : CodeOf(status, errorClass));
    }

    // Servers of quotas answer 402, 403 or 429; what they call it tells more.
    private string CodeOf(int? status, ErrorClass errorClass) => status switch
    {
        _ when Names(QuotaKinds) => ErrorCodes.QuotaExceeded,
        401 or 403 => ErrorCodes.Unauthorized,
        402 => ErrorCodes.QuotaExceeded,
        429 => ErrorCodes.RateLimited,
        >= 500 => ErrorCodes.Unavailable,
        null when Names(KeyKinds) => ErrorCodes.Unauthorized,
        _ => errorClass == ErrorClass.Permanent ? ErrorCodes.RequestRefused : ErrorCodes.DependencyFailed,
    };

    private bool Names(string[] kinds) => kinds.Any(kind => $"{Type} {Code}".Contains(kind, StringComparison.OrdinalIgnoreCase));

    private bool IsPermanent(int? status)
    {
        if (status >= 500)
            return false;
        if (Names(PermanentKinds))
            return true;
        return status is >= 300 and < 500 and not (408 or 409 or 425 or 429);
    }

    // The status of the answer where that is an error; else one that the body names.
    private int? StatusOf() =>
        Status is null && int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            && code is >= 400 and < 600
            ? code
            : Status;

    private static ProviderError From(JsonElement error, JsonElement around)
    {
        var message = error.ValueKind == JsonValueKind.Object ? MessageOf(error) : WireJson.TextOf(error);
        return new ProviderError(
            message ?? MessageOf(around) ?? WireJson.RawOf(error),
            WireJson.FindText(error, "type") ?? WireJson.FindText(error, "status"),
            WireJson.FindText(error, "code") ?? WireJson.FindText(error, "status_code") ?? WireJson.FindText(around, "code"),
            Status: null);
    }

    private static string? MessageOf(JsonElement error)
    {
        foreach (var name in Reasons)
        {
            if (WireJson.Find(error, name) is { } found && ReasonIn(found) is { Length: > 0 } reason)
                return reason;
        }
        return null;
    }

    // FastAPI gives a list of what is wrong with which field.
    private static string? ReasonIn(JsonElement found) => found.ValueKind switch
    {
        JsonValueKind.String => WireJson.TextOf(found),
        JsonValueKind.Array => string.Join("; ", found.EnumerateArray().Select(ReasonOfItem)),
        JsonValueKind.Object => MessageOf(found),
        _ => null,
    };

    private static string ReasonOfItem(JsonElement item)
    {
        var reason = item.ValueKind == JsonValueKind.Object ? MessageOf(item) : WireJson.TextOf(item);
        var place = string.Join('.', WireJson.Items(WireJson.Find(item, "loc")).Select(WireJson.TextOf));
        return place.Length > 0 ? $"{place}: {reason}" : reason ?? WireJson.RawOf(item);
    }

    private static bool NamesNoError(JsonElement value) =>
        WireJson.Find(value, "detail") is null && WireJson.Find(value, "errors") is null
        && WireJson.FindText(value, "message") is null;

    private static bool HasContent(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.String => error.ValueEquals("") is false,
        JsonValueKind.Object => error.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null),
        JsonValueKind.Array => error.GetArrayLength() > 0,
        JsonValueKind.True => true,
        _ => false,
    };
}
