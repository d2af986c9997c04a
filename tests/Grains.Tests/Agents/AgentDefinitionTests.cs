using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Agents;

public sealed class AgentDefinitionTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(Repository.Root, "agents"), "*.yaml")];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_agent_is_a_valid_definition(string file)
    {
        var definition = AgentDefinitionReader.Read(File.ReadAllText(file));

        Assert.Equal(Path.GetFileNameWithoutExtension(file), definition.Name);
    }

    [Fact]
    public void Every_mistake_is_told_with_its_field_and_line()
    {
        const string Document = """
            agent:
              name: Bad Name
              personality: {core_identity: x}
              capabilities:
                max_steps: 0
              memory_blocks:
                persona:
                  label: persona
                  value: "{no_such_thing}"
            """;

        var refusal = Assert.Throws<InvalidRequestException>(() => AgentDefinitionReader.Read(Document));

        Assert.Equal(
            [("name", 2), ("capabilities.max_steps", 5), ("memory_blocks.persona.value", 9)],
            refusal.Errors.Select(error => (error.Field, error.Line ?? 0)));
        Assert.Contains("{agent_name}", refusal.Errors[2].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData("{recall_tokens: null}", null)]
    [InlineData("{recall_tokens: 0}", 0)]
    [InlineData("{recall_tokens: 20000}", 20_000)]
    public void Budget_of_recall_may_be_left_to_the_installation(string capabilities, int? expected) => Assert.Equal(
        expected, AgentDefinitionReader.Read($"{{name: nova, capabilities: {capabilities}}}").Capabilities.RecallTokens);

    [Theory]
    [InlineData("-1")]
    [InlineData("20001")]
    [InlineData("much")]
    public void Budget_of_recall_beyond_its_limits_is_refused(string tokens)
    {
        var refusal = Assert.Throws<InvalidRequestException>(
            () => AgentDefinitionReader.Read($"{{name: nova, capabilities: {{recall_tokens: {tokens}}}}}"));

        Assert.Equal("capabilities.recall_tokens", Assert.Single(refusal.Errors).Field);
    }

    [Fact]
    public void A_patch_sets_the_budget_of_recall_and_takes_it_back()
    {
        var plain = AgentDefinitionReader.Read("{name: nova}");

        var changed = AgentDefinitionPatch.Apply(plain, """{"capabilities": {"recall_tokens": 50}}""");

        Assert.Equal(50, changed.Capabilities.RecallTokens);
        Assert.Equal(50, AgentDefinitionPatch.Apply(changed, """{"display_name": "Nova"}""").Capabilities.RecallTokens);
        Assert.Null(
            AgentDefinitionPatch.Apply(changed, """{"capabilities": {"recall_tokens": null}}""").Capabilities.RecallTokens);
    }

    [Fact]
    public void A_field_that_is_not_known_is_refused_by_name()
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => AgentDefinitionReader.Read("name: a\ncolour: green\n"));

        Assert.Equal(("colour", 2), (refusal.Errors[0].Field, refusal.Errors[0].Line ?? 0));
    }

    [Theory]
    [InlineData("name", """name: "nova\n" """)]
    [InlineData("capabilities.model", """{name: nova, capabilities: {model: "local/memory\n"}}""")]
    [InlineData("display_name", """{name: nova, display_name: "a\0", personality: {core_identity: x}}""")]
    [InlineData("capabilities.tools", """{name: nova, capabilities: {tools: ["a\0"]}}""")]
    [InlineData("memory_blocks.notes.label", """{name: nova, memory_blocks: {notes: {label: "a\0"}}}""")]
    [InlineData("memory_blocks.notes.description", """{name: nova, memory_blocks: {notes: {description: "a\0"}}}""")]
    public void What_no_key_and_no_row_can_hold_is_refused(string field, string document)
    {
        var refusal = Assert.Throws<InvalidRequestException>(() => AgentDefinitionReader.Read(document));

        Assert.Equal(field, Assert.Single(refusal.Errors).Field);
    }

    [Fact]
    public void Placeholders_are_filled_once_and_braces_can_be_written()
    {
        var agent = new AgentDefinition("nova", "Nova", "", new AgentPersonality("{date}"), new AgentCapabilities(), []);

        Assert.Equal(
            "nova {date} {x}",
            AgentTemplate.Fill("{agent_name} {personality.core_identity} {{x}}", "f", agent, DateTimeOffset.UnixEpoch));
    }
}
