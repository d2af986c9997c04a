using Sanctum.Traces;

namespace Sanctum.Platforms.WebChat;

/// <summary>Erases a visitor of web chats: the messages of both sides, and what signs the browser in.</summary>
internal sealed class VisitorEraser : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = ["webchat_message", "webchat_visitor"];

    public TraceOrder Order => TraceOrder.Turns;

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        await traces.Erase(
            "web chat visitors",
            $"""
            delete from webchat_visitor v using {PersonTraces.Of("profile")} p
            where v.tenant = $1 and p.a = '{PlatformNames.WebChat}' and v.visitor_id = p.b
            """,
            ct);
        await traces.Erase(
            "web chat messages",
            $"""
            delete from webchat_message m using {PersonTraces.Of("profile")} p
            where m.tenant = $1 and p.a = '{PlatformNames.WebChat}' and m.visitor_id = p.b
            """,
            ct);
    }
}
