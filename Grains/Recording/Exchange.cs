using System.Text.Json.Serialization;
using Sanctum.Errors;
using Sanctum.Models.Remote;
using Sanctum.Tools;

namespace Sanctum.Recording;

/// <summary>One line of a recording: something was asked and answered.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ModelExchange), "model")]
[JsonDerivedType(typeof(ToolExchange), "tool")]
internal abstract record Exchange
{
    /// <summary>What the request is found by; see <see cref="RequestKeys"/>.</summary>
    public required string Request { get; init; }

    /// <summary>When the answer was complete, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A model was asked.</summary>
/// <param name="Model">The model as <c>provider/model</c>.</param>
/// <param name="Messages">What it was shown.</param>
/// <param name="Tools">The tools that it was told of.</param>
/// <param name="Updates">Its answer, piece by piece.</param>
/// <param name="Failure">Why the answer ended early, or null.</param>
internal sealed record ModelExchange(
    string Model,
    IReadOnlyList<RecordedMessage> Messages,
    IReadOnlyList<string> Tools,
    IReadOnlyList<RecordedUpdate> Updates,
    RecordedFailure? Failure = null) : Exchange;

/// <summary>A tool was run.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">What it was given, JSON.</param>
/// <param name="Status">How it went.</param>
/// <param name="Payload">What the model was told.</param>
internal sealed record ToolExchange(string Tool, string Arguments, ToolStatus Status, string Payload) : Exchange;

/// <summary>A provider's failure.</summary>
/// <param name="Dependency">Which system.</param>
/// <param name="Message">What it said.</param>
/// <param name="Class">Whether trying again made sense.</param>
/// <param name="RetryAfter">How long it asked to wait, or null.</param>
internal sealed record RecordedFailure(string Dependency, string Message, ErrorClass Class, TimeSpan? RetryAfter = null)
{
    public static RecordedFailure Of(DependencyException failure) => new(
        failure.Dependency,
        // The exception puts the system's name before the message.
        failure.Message[(failure.Dependency.Length + 2)..],
        failure.Class,
        failure.RetryAfter);

    // A conversation that was too long is shortened in the replay as it was then.
    public DependencyException ToException() =>
        new(Dependency, Message, Class, RetryAfter, ContextOverflow.Find(Message));
}
