using Microsoft.Extensions.AI;

namespace Sanctum.Models;

/// <summary>A provider of models. An implementation is found by this interface; nothing else names it.</summary>
public interface IModelProvider
{
    /// <summary>The part of a model's name before the slash.</summary>
    string Name { get; }

    /// <summary>How many tokens its models read; 0: not known.</summary>
    int ContextLength => 0;

    /// <summary>A client for one of its models.</summary>
    /// <exception cref="Errors.DependencyException">The provider is not configured.</exception>
    IChatClient Create(string model);
}
