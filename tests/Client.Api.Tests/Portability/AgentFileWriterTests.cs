using System.Text.Json;
using Sanctum.Memory;

namespace Sanctum.Portability;

public sealed class AgentFileWriterTests
{
    private const int MaxBytes = 1_000;

    [Theory]
    [InlineData(100, true)]
    [InlineData(2_000, false)]
    public void File_beyond_the_limit_fails_and_names_it(int characters, bool fits)
    {
        using var file = JsonDocument.Parse(
            SignedFiles.OfAgent("ada").AsMemory()[..Array.IndexOf(SignedFiles.OfAgent("ada"), (byte)'\n')]);
        var definition = FileDefinition.Read(file.RootElement.GetProperty("definition"));
        using var writer = new AgentFileWriter(MaxBytes);

        var failure = Record.Exception(() =>
        {
            writer.Begin(
                definition,
                [new MemoryBlock("a", new string('x', characters), "", 5_000, Version: 1, DateTimeOffset.UnixEpoch)]);
            writer.End();
        });

        Assert.Equal(fits, failure is null);
        if (!fits)
            Assert.Contains("1000", Assert.IsType<ExportFailedException>(failure).Message, StringComparison.Ordinal);
    }
}
