using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>What the query of a call may say.</summary>
/// <param name="Action">Which action.</param>
/// <param name="Account">The web chat; may be left out where one has a bridge.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Since">Read on behind this: a cursor or an id of an earlier answer, or an ISO 8601 time.</param>
/// <param name="Limit">How many at most; 1 to 100, 50 by default.</param>
/// <param name="Offset">How many to skip; 0 by default.</param>
/// <param name="Active">Whether only sessions that are not idle; true by default.</param>
internal sealed record BridgeQuery(
    [FromQuery(Name = "action")] string? Action,
    [FromQuery(Name = "account")] string? Account,
    [FromQuery(Name = "session_id")] string? SessionId,
    [FromQuery(Name = "since")] string? Since,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "offset")] string? Offset,
    [FromQuery(Name = "active")] string? Active);

/// <summary>What the body of a call may say; each action reads its own fields.</summary>
/// <param name="SessionId">The session: <c>session_</c> and 1 to 56 letters, digits and underscores.</param>
/// <param name="Message">What a visitor writes; at most 8,000 characters.</param>
/// <param name="Id">The visitor's own id of the message, so that it can be sent again.</param>
/// <param name="Response">What an outside program answers; at most 32,000 characters.</param>
/// <param name="MessageId">Which message it answers.</param>
/// <param name="Key">The program's own key of the reply, so that it can be sent again.</param>
/// <param name="Timestamp">When it was written there. It is read and not kept: the gateway's clock counts.</param>
/// <param name="AnsweredBy"><c>agent</c> or <c>outside</c>.</param>
/// <param name="SessionTimeout">Seconds; 60 to 2,592,000.</param>
/// <param name="Confirm">The account's name, so that nobody clears another's data by mistake.</param>
internal sealed record BridgeRequest(
    [property: JsonPropertyName("session_id")] string? SessionId = null,
    string? Message = null,
    string? Id = null,
    string? Response = null,
    [property: JsonPropertyName("message_id")] long? MessageId = null,
    string? Key = null,
    DateTimeOffset? Timestamp = null,
    [property: JsonPropertyName("answered_by")] string? AnsweredBy = null,
    [property: JsonPropertyName("session_timeout")] int? SessionTimeout = null,
    string? Confirm = null);

/// <summary>Every answer of the bridge.</summary>
/// <param name="Success">Whether it was done.</param>
/// <param name="Timestamp">UTC.</param>
/// <param name="Message">What was done.</param>
/// <param name="Data">What the action answers.</param>
/// <param name="Error">Why it was not done.</param>
/// <param name="Code">The HTTP status of an error.</param>
/// <param name="RetryAfter">Seconds to wait, where a limit was reached.</param>
internal sealed record BridgeEnvelope(
    bool Success,
    DateTimeOffset Timestamp,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonNode? Data = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Code = null,
    [property: JsonPropertyName("retry_after"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    long? RetryAfter = null);
