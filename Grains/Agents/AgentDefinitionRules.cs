using Sanctum.Errors;

namespace Sanctum.Agents;

/// <summary>What a definition must look like, whoever hands it in.</summary>
internal static class AgentDefinitionRules
{
    private const int MaxNameCharacters = 128;
    private const int MinContextTokens = 1_000;

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
        foreach (var error in AnnotationRules.Find(agent))
            yield return error;
        if (agent.Capabilities.ContextTokens is > 0 and < MinContextTokens)
            yield return new("capabilities.context_tokens", $"must be 0 or at least {MinContextTokens}.");
        foreach (var error in FindInBlocks(agent))
            yield return error;
    }

    // How long a label and a value may be depends on what their placeholders become.
    private static IEnumerable<FieldError> FindInBlocks(AgentDefinition agent)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, block) in agent.MemoryBlocks)
        {
            var path = $"memory_blocks.{name}";
            if (name.Length is 0 or > MaxNameCharacters || NullCharacter.IsIn(name))
                yield return new(path, $"must have 1 to {MaxNameCharacters} characters, none of them U+0000.");
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
}
