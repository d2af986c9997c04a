using System.Security.Cryptography;
using System.Text;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;

namespace Sanctum.Chat;

/// <summary>Which conversation a chat completion belongs to.</summary>
internal static class ChatSession
{
    public const string Header = "x-session-id";
    private const int MaxUserCharacters = 256;

    /// <summary>
    /// The header's, else one that belongs to this agent and the <c>user</c> field, else none, which means a new one, because a
    /// client that names no conversation sends the whole of it each time.
    /// </summary>
    /// <exception cref="InvalidRequestException">The header or the field breaks its rule.</exception>
    public static SessionId? Of(AgentId agent, ChatRequest request, string? header)
    {
        if (!string.IsNullOrEmpty(header))
            return SessionId.TryParse(header, null, out var named)
                ? named
                : throw new InvalidRequestException(Header, SessionId.Rule + ".");
        if (string.IsNullOrEmpty(request.User))
            return null;
        if (request.User.Length > MaxUserCharacters)
            throw new InvalidRequestException("user", $"has {request.User.Length} characters; the limit is {MaxUserCharacters}.");
        // People may be named in any way, and one person may talk to many agents.
        return SessionId.TryParse($"chat:{agent}:{request.User}", null, out var ofUser)
            ? ofUser
            : new SessionId($"chat:{agent}:{Digest(request.User)}");
    }

    private static string Digest(string user) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16));
}
