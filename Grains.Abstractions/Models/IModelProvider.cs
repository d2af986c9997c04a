using Microsoft.Extensions.AI;

namespace Sanctum.Models;

/// <summary>A provider of models. An implementation is found by this interface; nothing else names it.</summary>
public interface IModelProvider
{
    /// <summary>The part of a model's name before the slash.</summary>
    string Name { get; }

    /// <summary>How many tokens its models read; 0: not known.</summary>
    int ContextLength => 0;

    /// <summary>
    /// A client for one of its models. The process keeps one for each model and calls it from many turns at once, by
    /// <see cref="IChatClient.GetStreamingResponseAsync"/>. A stream ends with a finish reason and, where it is known, the usage;
    /// a tool call comes whole, in one content; what fails is an <see cref="Errors.DependencyException"/> whose class says
    /// whether to try again.
    /// </summary>
    /// <param name="model">The part of a model's name behind the slash; may be empty.</param>
    /// <exception cref="Errors.DependencyException">The provider is not configured.</exception>
    IChatClient Create(string model);
}
