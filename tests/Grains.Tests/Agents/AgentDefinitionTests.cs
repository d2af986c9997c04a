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
