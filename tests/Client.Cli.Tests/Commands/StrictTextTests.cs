using System.Text;
using System.Text.Json.Nodes;

namespace Sanctum.Tests.Commands;

/// <summary>
/// Bytes that are not UTF-8 are refused where they come in, with their source and their place, and nothing is sent.
/// </summary>
[Collection(SharedGateway.Name)]
public sealed class StrictTextTests(RunningGateway gateway)
{
    // Latin-1, a character that is cut off, half of a pair, a longer form than is needed, UTF-16.
    public static TheoryData<byte[], int> Wrong() => new()
    {
        { [.. "caf"u8, 0xE9], 3 },
        { [.. "{\"a\":\""u8, 0xE2, 0x82], 6 },
        { [0xED, 0xA0, 0x80], 0 },
        { [.. "é"u8, 0xC0, 0xAF], 2 },
        { Encoding.Unicode.GetPreamble(), 0 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_file_that_is_not_utf8_is_refused_with_its_name_and_the_offset(byte[] bytes, int offset)
    {
        using var files = new Folder();
        var file = files.Write("agent.yaml", bytes);

        var problem = (await gateway.Run("agents", "apply", "-f", file, "--json")).Problem(2);

        Assert.StartsWith($"{file} is not UTF-8", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Contains($"offset {offset} ", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agents", "apply", "-f", "-")]
    [InlineData("platforms", "connect", "sandbox", "nobody", "-f", "-")]
    [InlineData("platforms", "post", "sandbox", "nobody", "-")]
    [InlineData("memory", "write", "nobody", "notes", "-")]
    [InlineData("tools", "run", "calculate", "-", "--agent", "nobody")]
    public async Task Standard_input_that_is_not_utf8_is_refused_with_the_offset(params string[] arguments)
    {
        var refused = await Cli.RunWithBytes(gateway, [.. "na\u00efve "u8, 0xFF, .. "!"u8], [.. arguments, "--json"]);

        Assert.Contains(
            "Standard input is not UTF-8: the byte 0xFF at offset 7 ", refused.Problem(2).Text("detail"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_of_a_chat_that_is_not_utf8_ends_it_and_is_not_sent()
    {
        var agent = await gateway.CreateAgent();

        var ended = await Cli.RunWithBytes(
            gateway, [.. "na\u00efve\r\n"u8, .. "second "u8, 0xE9, (byte)'\n'], "chat", agent, "--session", $"{agent}-s",
            "--json");

        Assert.Contains("offset 15 ", JsonNode.Parse(ended.ShouldEnd(2).Error)!.Text("detail"), StringComparison.Ordinal);
        var entries = (await gateway.Get($"/v1/sessions/{agent}-s/transcript"))["items"]!.AsArray();
        Assert.Equal(["na\u00efve", "You said: na\u00efve"], entries.Select(entry => entry!.Text("content")));
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_the_text()
    {
        var agent = await gateway.CreateAgent();
        byte[] marked = [.. Encoding.UTF8.GetPreamble(), .. """{"expression":"6 * 7"}"""u8];

        var ran = await Cli.RunWithBytes(gateway, marked, "tools", "run", "calculate", "-", "--agent", agent, "--json");

        Assert.Equal("ok", ran.Json().Text("status"));
    }
}
