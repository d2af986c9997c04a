using Microsoft.Extensions.AI;
using Sanctum.Models;

namespace Sanctum.Conformance.Models;

/// <summary>
/// A provider of models, and what makes it answer in a certain way: a server that plays answers, or words that a model of rules
/// understands. What cannot be played is answered with null, and the promise that needs it is not looked at.
/// </summary>
public abstract class ModelStandIn : IAsyncDisposable
{
    /// <summary>The tool that is offered to the model: <c>calculate</c> with a text <c>expression</c>.</summary>
    public static AIFunctionDeclaration Calculate { get; } = AIFunctionFactory.CreateDeclaration(
        "calculate", "Calculates.",
        System.Text.Json.JsonElement.Parse(
            """{"type":"object","properties":{"expression":{"type":"string"}},"required":["expression"]}"""));

    /// <summary>The provider.</summary>
    public abstract IModelProvider Provider { get; }

    /// <summary>The name of a model, without the provider's.</summary>
    public virtual string Model => "m";

    /// <summary>Has the next request answered with some words.</summary>
    /// <returns>The messages of the request.</returns>
    public abstract IReadOnlyList<ChatMessage> AskForText();

    /// <summary>
    /// Has the next request answered with one call of <see cref="Calculate"/> whose expression is <c>6 * 7</c>.
    /// </summary>
    /// <returns>The messages of the request.</returns>
    public abstract IReadOnlyList<ChatMessage> AskForCall();

    /// <summary>Has the next requests refused or failed in one way.</summary>
    /// <returns>The messages of the request, or null.</returns>
    public virtual IReadOnlyList<ChatMessage>? AskForFailure(ModelFailure failure) => null;

    /// <summary>Stops the stand-in.</summary>
    public abstract ValueTask DisposeAsync();
}

/// <summary>How a provider refuses or fails.</summary>
public enum ModelFailure
{
    /// <summary>The key is wrong.</summary>
    WrongKey,

    /// <summary>The request is wrong.</summary>
    InvalidRequest,

    /// <summary>The conversation is longer than the model reads.</summary>
    TooLong,

    /// <summary>There were too many requests.</summary>
    RateLimited,

    /// <summary>The server failed.</summary>
    Broken,

    /// <summary>The answer ends in its middle, after its first words.</summary>
    CutOff,

    /// <summary>The answer never begins.</summary>
    Silent,
}
