using System.Globalization;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Storage;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Portability;

/// <summary>
/// The messages of a file as a transcript. A person's message begins a turn; what follows are its steps. Results of tools and
/// summaries came from outside, and what the agent said after one may follow from it, also after one that is not taken.
/// </summary>
internal sealed class LettaMessages(string agent, string sessionId, DateTimeOffset now, ImportReport report)
{
    private const string SendMessage = "send_message";
    private const int MaxCallCharacters = 512;
    private const string Server = "server";
    private const string Summary = "system_alert";
    private const string Message = "user_message";

    // Objects that the server of the format writes as a person's messages; any other object is what a person wrote.
    private static readonly HashSet<string> Envelopes = new(StringComparer.Ordinal)
    {
        Message, Summary, "heartbeat", "login", "function_call", "function_response", "function_return", "system_message",
    };

    private readonly List<FileEntry> _entries = [];
    private readonly Dictionary<string, string> _calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private string _trust = TrustNames.Of(TrustLevel.Owner);
    private long _turn = 1;

    /// <summary>The session; null where no message was taken.</summary>
    public FileSession? Read(IReadOnlyList<JsonElement> messages)
    {
        var taken = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            var part = string.Create(CultureInfo.InvariantCulture, $"messages[{i}]");
            try
            {
                RequireRoom(1);
                if (Add(messages[i]) is { } reason)
                    report.Leave(part, messages[i].Text("role") ?? "", reason);
                else
                    taken++;
            }
            catch (InvalidRequestException refused)
            {
                report.Leave(part, "", LeaveUntrusted(refused.Message));
            }
        }
        if (_entries.Count == 0)
            return null;
        report.Take(
            "messages", sessionId,
            string.Create(CultureInfo.InvariantCulture, $"{taken} of {messages.Count} messages are its transcript."));
        return new FileSession("", [], [.. _entries], sessionId, PlatformNames.Api);
    }

    /// <returns>Why it is not taken; null if it is.</returns>
    private string? Add(JsonElement message) => message.Text("role") switch
    {
        "user" => AddUser(message),
        "assistant" => AddAssistant(message),
        "tool" or "function" => AddResults(message),
        "system" => "The system text and the blocks of the agent are given to its model anew.",
        "approval" => LeaveUntrusted("Approvals are not taken."),
        _ => LeaveUntrusted("It has no role that is known."),
    };

    // It may hold what a tool answered.
    private string LeaveUntrusted(string reason)
    {
        _trust = TrustNames.Of(TrustLevel.Web);
        return reason;
    }

    private string? AddUser(JsonElement message)
    {
        var text = TextOf(message);
        var (author, trust) = (
            message.Text("name") is { Length: > 0 and <= 128 } name ? name : "user", TrustNames.Of(TrustLevel.Owner));
        if (Envelope(text) is { } envelope)
        {
            if (envelope.Type == Summary)
                (author, trust) = (Server, _trust = TrustNames.Of(TrustLevel.Web));
            else if (envelope.Type != Message)
                return LeaveEnvelope(envelope.Type);
            text = envelope.Message ?? text;
        }
        if (text.Length == 0)
            return "It has no text.";
        _turn = _entries.Count + 1;
        Append(message, "user", author, text, trust);
        return null;
    }

    // Of a login and a heartbeat no text is from outside.
    private string LeaveEnvelope(string type)
    {
        var reason = $"It is a '{type}' that the agent's server wrote.";
        return type is "login" or "heartbeat" ? reason : LeaveUntrusted(reason);
    }

    private string? AddAssistant(JsonElement message)
    {
        var text = TextOf(message);
        var (asked, calls) = (CallsOf(message).ToList(), new List<FileCall>());
        if (asked.Count > SessionRules.MaxCalls)
            return string.Create(
                CultureInfo.InvariantCulture, $"It has {asked.Count} calls; the limit is {SessionRules.MaxCalls}.");
        foreach (var call in asked)
        {
            // Agents of the older kinds speak by this tool.
            if (call.Tool == SendMessage && MessageOf(call.Arguments) is { } said)
            {
                _said.Add(call.CallId);
                text = text.Length == 0 ? said : $"{text}\n\n{said}";
            }
            else if (_calls.TryAdd(call.CallId, call.Tool))
            {
                calls.Add(call);
            }
        }
        if (text.Length == 0 && calls.Count == 0)
            return "It has neither text nor calls.";
        Append(message, "assistant", agent, text, _trust, calls: calls.Count == 0 ? null : [.. calls]);
        return null;
    }

    private string? AddResults(JsonElement message)
    {
        var returns = ResultsOf(message).DistinctBy(result => result.Call).ToList();
        if (returns.Count == 0 || returns.Exists(result => _calls.ContainsKey(result.Call) || !_said.Contains(result.Call)))
            _trust = TrustNames.Of(TrustLevel.Web);
        var results = returns.Where(result => _calls.ContainsKey(result.Call)).ToList();
        if (results.Count == 0)
            return returns.Exists(result => _said.Contains(result.Call))
                ? "It only confirms a message that was sent." : "The call that it answers is not in the file.";
        RequireRoom(results.Count);
        foreach (var (call, text, isFailed) in results)
        {
            Append(message, "tool", _calls[call], text, _trust, call, isFailed ? ToolStatus.Failed : ToolStatus.Ok);
            _calls.Remove(call);
        }
        return null;
    }

    private void RequireRoom(int entries)
    {
        if (_entries.Count + entries > SessionRules.MaxEntries)
            throw new InvalidRequestException("messages", $"has more than {SessionRules.MaxEntries} entries, the limit.");
    }

    private void Append(
        JsonElement message, string role, string author, string text, string trust, string? answered = null,
        ToolStatus? status = null, FileCall[]? calls = null)
    {
        var seq = _entries.Count + 1;
        var at = message.Time("created_at") is { } time && time >= DateTimeOffset.UnixEpoch && time <= now ? time : now;
        _entries.Add(new FileEntry(
            StorableText.Of(author), StorableText.Of(text), at, role, seq, (int)(seq - _turn), _turn, ToolCallId: answered,
            ToolCalls: calls, ToolStatus: status?.ToName(), Trust: trust));
    }

    private static IEnumerable<FileCall> CallsOf(JsonElement message)
    {
        foreach (var call in message.Items("tool_calls"))
        {
            var function = call.Member("function") ?? default;
            if (Call(call.Text("id"), function.Text("name"), function.Text("arguments")) is { } read)
                yield return read;
        }
        foreach (var part in message.Items("content").Where(part => part.Text("type") == "tool_call"))
        {
            if (Call(part.Text("id"), part.Text("name"), part.Member("input")?.GetRawText()) is { } read)
                yield return read;
        }
    }

    private static FileCall? Call(string? id, string? tool, string? arguments) =>
        id is { Length: > 0 and <= MaxCallCharacters } && tool is { Length: > 0 and <= MaxCallCharacters }
            ? new FileCall(StorableText.Of(arguments ?? "{}"), StorableText.Of(id), StorableText.Of(tool))
            : null;

    private static IEnumerable<(string Call, string Text, bool IsFailed)> ResultsOf(JsonElement message)
    {
        var returns = message.Items("tool_returns");
        foreach (var result in returns)
        {
            if (result.Text("tool_call_id") is { } call)
                yield return (call, result.Text("func_response") ?? TextOf(message), result.Text("status") == "error");
        }
        var parts = message.Items("content").Where(part => part.Text("type") == "tool_return").ToList();
        foreach (var part in returns.Any(result => result.Text("tool_call_id") is not null) ? [] : parts)
        {
            if (part.Text("tool_call_id") is { } call)
                yield return (call, part.Text("content") ?? "", part.Flag("is_error"));
        }
        if (returns.All(result => result.Text("tool_call_id") is null) && parts.Count == 0
            && message.Text("tool_call_id") is { } answered)
            yield return (answered, TextOf(message), returns.Any(result => result.Text("status") == "error"));
    }

    // A text, or a list of parts of which some are texts.
    private static string TextOf(JsonElement message) =>
        message.Text("content") ?? message.Text("text") ?? string.Join(
            "\n\n", message.Items("content").Where(part => part.Text("type") == "text").Select(part => part.Text("text") ?? ""));

    // The server of the format puts what people say into an object.
    private static (string Type, string? Message)? Envelope(string text)
    {
        if (!text.StartsWith('{') || Parsed(text) is not { } document)
            return null;
        using (document)
            return document.RootElement.Text("type") is { } type && Envelopes.Contains(type)
                ? (type, document.RootElement.Text("message"))
                : null;
    }

    private static string? MessageOf(string arguments)
    {
        if (Parsed(arguments) is not { } document)
            return null;
        using (document)
            return document.RootElement.Text("message");
    }

    private static JsonDocument? Parsed(string text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = LettaFile.MaxDepth });
        }
        catch (JsonException)
        {
            // It is plain text.
            return null;
        }
    }
}
