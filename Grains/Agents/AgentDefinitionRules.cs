using System.Text.RegularExpressions;
using Sanctum.Errors;

namespace Sanctum.Agents;

/// <summary>What a definition must look like, whoever hands it in.</summary>
internal static partial class AgentDefinitionRules
{
    private const int MaxNameCharacters = 128;
    private const int MaxDescriptionCharacters = 2_000;
    private const int MaxPersonalityCharacters = 4_000;
    private const int MaxBlocks = 32;
    private const int MaxBlockCharacters = 100_000;
    private const int MaxSteps = 1_000;

    /// <exception cref="InvalidRequestException">Every rule that is broken.</exception>
    public static void Check(AgentDefinition definition)
    {
        var errors = Find(definition).ToList();
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    /// <summary>Every rule that is broken.</summary>
    public static IEnumerable<FieldError> Find(AgentDefinition agent)
    {
        if (!NamePattern().IsMatch(agent.Name))
            yield return new("name", $"'{agent.Name}' does not match ^[a-z0-9][a-z0-9-]{{0,62}}$.");
        foreach (var (field, value, least, most) in Texts(agent))
        {
            if (value.Length < least)
                yield return new(field, "must not be empty.");
            if (value.Length > most)
                yield return new(field, $"has {value.Length} characters; the limit is {most}.");
            if (NullCharacter.IsIn(value))
                yield return NullCharacter.Error(field);
        }
        var models = new[]
        {
            ("capabilities.model", agent.Capabilities.Model),
            ("capabilities.embedding", agent.Capabilities.Embedding),
        };
        foreach (var (field, model) in models)
        {
            if (!ModelPattern().IsMatch(model))
                yield return new(field, $"'{model}' is not of the form provider/model.");
        }
        if (agent.Capabilities.MaxSteps is < 1 or > MaxSteps)
            yield return new("capabilities.max_steps", $"{agent.Capabilities.MaxSteps} is not between 1 and {MaxSteps}.");
        foreach (var error in FindInBlocks(agent))
            yield return error;
    }

    private static IEnumerable<(string Field, string Value, int Least, int Most)> Texts(AgentDefinition agent) =>
    [
        ("display_name", agent.DisplayName, 1, MaxNameCharacters),
        ("description", agent.Description, 0, MaxDescriptionCharacters),
        ("personality.core_identity", agent.Personality.CoreIdentity, 1, MaxPersonalityCharacters),
        ("personality.development_directive", agent.Personality.DevelopmentDirective, 0, MaxPersonalityCharacters),
        ("personality.communication_style", agent.Personality.CommunicationStyle, 0, MaxPersonalityCharacters),
        ("personality.tone", agent.Personality.Tone, 0, MaxPersonalityCharacters),
        .. (agent.Capabilities.Tools ?? []).Select(tool => ("capabilities.tools", tool, 1, MaxNameCharacters)),
        .. agent.MemoryBlocks.SelectMany(block => TextsOf($"memory_blocks.{block.Key}", block.Key, block.Value)),
    ];

    // How long a label and a value may be depends on what their placeholders become.
    private static IEnumerable<(string Field, string Value, int Least, int Most)> TextsOf(
        string path, string name, MemoryBlockDefinition block) =>
    [
        (path, name, 1, MaxNameCharacters),
        ($"{path}.label", block.Label, 0, int.MaxValue),
        ($"{path}.value", block.Value, 0, int.MaxValue),
        ($"{path}.description", block.Description, 0, MaxDescriptionCharacters),
    ];

    private static IEnumerable<FieldError> FindInBlocks(AgentDefinition agent)
    {
        if (agent.MemoryBlocks.Count > MaxBlocks)
            yield return new("memory_blocks", $"has {agent.MemoryBlocks.Count} blocks; the limit is {MaxBlocks}.");
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, block) in agent.MemoryBlocks)
        {
            var path = $"memory_blocks.{name}";
            if (block.Limit is < 1 or > MaxBlockCharacters)
                yield return new($"{path}.limit", $"{block.Limit} is not between 1 and {MaxBlockCharacters}.");
            var (label, labelError) = TryFill(block.Label, $"{path}.label", agent);
            var (value, valueError) = TryFill(block.Value, $"{path}.value", agent);
            if ((labelError ?? valueError) is { } error)
                yield return error;
            if (labelError is null && label.Length is 0 or > MaxNameCharacters)
                yield return new($"{path}.label", $"has {label.Length} characters; the limits are 1 and {MaxNameCharacters}.");
            if (labelError is null && !labels.Add(label))
                yield return new($"{path}.label", $"'{label}' is the label of another block.");
            if (value.Length > block.Limit)
                yield return new($"{path}.value", $"has {value.Length} characters; the block's limit is {block.Limit}.");
        }
    }

    private static (string Text, FieldError? Error) TryFill(string text, string field, AgentDefinition agent)
    {
        try
        {
            return (AgentTemplate.Fill(text, field, agent, DateTimeOffset.UnixEpoch), null);
        }
        catch (InvalidRequestException exception)
        {
            return ("", exception.Errors[0]);
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,62}/[A-Za-z0-9][A-Za-z0-9._:/-]{0,126}\z")]
    private static partial Regex ModelPattern();
}
