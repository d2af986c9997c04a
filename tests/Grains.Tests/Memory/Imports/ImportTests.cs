using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sanctum.Errors;
using Sanctum.Testing;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace Sanctum.Memory;

/// <summary>Imports of files, run by a silo.</summary>
[Collection(HostSuite.Name)]
public sealed class ImportTests(SanctumHost host)
{
    private const int ManyLines = 50_000;

    [Fact]
    public async Task Bad_lines_are_reported_with_number_and_reason_and_the_others_inserted()
    {
        var agent = NewAgent();
        const string Lines = """
            {"text":"one","tags":["b"]}
            not json

            {"tags":[]}
            {"text":"two","importance":2}
            ["text"]
            {"text":"three","source":"book","note":1}
            {"text":"","source":"book"}
            {"text":"four","text":"five"}
            {"text":"six","source":"book"}
            {"text":"one","tags":["b"]}
            """;

        var import = await Import(agent, "notes.jsonl", ImportFormat.Jsonl, Lines, "a");

        Assert.Equal((ImportState.Done, 10, 10), (import.State, import.Entries, import.Read));
        Assert.Equal((2, 1, 7), (import.Inserted, import.Known, import.Refused));
        Assert.Equal([2, 4, 5, 6, 7, 8, 9], import.Refusals.Select(refusal => refusal.Line));
        Assert.Contains("not JSON", import.Refusals[0].Reason, StringComparison.Ordinal);
        Assert.Contains("text", import.Refusals[1].Reason, StringComparison.Ordinal);
        Assert.Contains("importance", import.Refusals[2].Reason, StringComparison.Ordinal);
        Assert.Contains("note", import.Refusals[4].Reason, StringComparison.Ordinal);
        var passages = await Passages(agent);
        Assert.Equal(["six", "one"], passages.Select(passage => passage.Text));
        Assert.Equal(["book", "notes.jsonl"], passages.Select(passage => passage.Source));
        Assert.Equal("a b", string.Join(' ', passages[1].Tags));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_with_their_line()
    {
        var agent = NewAgent();
        byte[] lines = [.. "{\"text\":\"good\"}\n{\"text\":\""u8, 0xFF, .. "\"}\n{\"text\":\"too\"}"u8];

        var import = await Import(agent, "notes.jsonl", ImportFormat.Jsonl, lines);

        Assert.Equal((2, 2), (import.Inserted, Assert.Single(import.Refusals).Line));
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Grain(agent).Start(New("a.md", ImportFormat.Markdown, [0xFF, 0xFE]), "operator"));
        Assert.Contains("UTF-8", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Characters_that_cannot_be_stored_stop_no_import()
    {
        var agent = NewAgent();
        const string Lines = """
            {"text":"one"}
            {"text":"\ud83d"}
            {"a\u0000b":1}
            {"text":"a\u0000b"}
            {"text":"t","tags":["\udc00"]}
            {"\ud83d":1}
            {"text":"two"}
            """;
        var heading = $"{new string('h', 99)}😀";

        var lines = await Import(agent, "notes.jsonl", ImportFormat.Jsonl, Lines);
        var document = await Import(agent, "notes.md", ImportFormat.Markdown, $"# {heading}\n\nthree\n");

        Assert.Equal((ImportState.Done, ImportState.Done), (lines.State, document.State));
        Assert.Equal([2, 3, 4, 5, 6], lines.Refusals.Select(refusal => refusal.Line));
        Assert.Contains("surrogate", lines.Refusals[0].Reason, StringComparison.Ordinal);
        Assert.StartsWith("a\uFFFDb: is not a field", lines.Refusals[1].Reason, StringComparison.Ordinal);
        var passages = await Passages(agent);
        Assert.Equal([$"{heading[..99]}\n\nthree", "two", "one"], passages.Select(passage => passage.Text));
        Assert.Equal($"notes.md#{heading[..99]}", passages[0].Source);
    }

    // Such text does not survive an attribute, nor a call to another process.
    [Theory]
    [InlineData("text")]
    [InlineData("tags")]
    [InlineData("source")]
    public void Half_of_a_pair_is_refused_with_the_field(string field)
    {
        string TextOf(string name) => name == field ? $"a{(char)0xD83D}" : "a";
        var passage = new NewPassage(Guid.NewGuid(), TextOf("text"), [TextOf("tags")], TextOf("source"), 0.5);

        var refused = Assert.Throws<InvalidRequestException>(() => PassageRules.Check([passage]));

        Assert.Equal([field], refused.Errors.Select(error => error.Field));
    }

    [Fact]
    public async Task File_that_is_imported_again_inserts_what_is_new()
    {
        var agent = NewAgent();
        const string Document = "# Tea\n\nBob likes green tea.\n\n# Coffee\n\nAda likes coffee.\n";

        var first = await Import(agent, "drinks.md", ImportFormat.Markdown, Document);
        var second = await Import(agent, "drinks.md", ImportFormat.Markdown, $"{Document}# Water\n\nNobody asks for it.\n");

        Assert.Equal((2, 0), (first.Inserted, first.Known));
        Assert.Equal((1, 2), (second.Inserted, second.Known));
        var passages = await Passages(agent);
        Assert.Equal(
            ["drinks.md#Water", "drinks.md#Coffee", "drinks.md#Tea"], passages.Select(passage => passage.Source));
        Assert.Equal("Tea\n\nBob likes green tea.", passages[2].Text);
        Assert.Equal(0, await Files(agent));
    }

    [Fact]
    public async Task Pages_of_a_pdf_become_passages_that_name_their_page()
    {
        var agent = NewAgent();

        var import = await Import(
            agent, "handbook.pdf", ImportFormat.Pdf, Pdf("The harbour closes at nine.", "", "Letters leave at noon."));

        Assert.True(import.State == ImportState.Done, import.Error);
        var passages = await Passages(agent);
        Assert.Equal(
            ["handbook.pdf#page-3", "handbook.pdf#page-1"], passages.Select(passage => passage.Source));
        Assert.Contains("harbour closes", passages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_pdf_is_read_in_parts_and_nothing_is_lost()
    {
        var agent = NewAgent();
        var pages = Enumerable.Range(1, 40).Select(page => string.Join(
            '\n', Enumerable.Range(0, 40).Select(
                line => $"Page {page} has a line {(page * 100) + line} that says little."))).ToArray();

        var import = await Import(agent, "long.pdf", ImportFormat.Pdf, Pdf(pages));

        Assert.True(import.State == ImportState.Done, import.Error);
        var text = string.Concat((await Passages(agent)).Select(passage => passage.Text));
        Assert.All(
            Enumerable.Range(1, 40).SelectMany(page => new[] { page * 100, (page * 100) + 39 }),
            line => Assert.Contains($"line {line.ToString(CultureInfo.InvariantCulture)} ", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Damaged_pdf_fails_alone_and_says_why()
    {
        var agent = NewAgent();
        byte[] damaged = [.. "%PDF-1.7\n"u8, .. Enumerable.Range(0, 5_000).Select(i => (byte)(i * 31))];

        var failed = await Grain(agent).Start(New("bad.pdf", ImportFormat.Pdf, damaged), "operator");
        var good = await Import(agent, "good.txt", ImportFormat.Text, "A good file.");

        var ended = (await Grain(agent).Find(failed.Id))!;
        Assert.Equal((ImportState.Failed, ImportState.Done), (ended.State, good.State));
        Assert.False(string.IsNullOrEmpty(ended.Error));
        await Assert.ThrowsAsync<InvalidRequestException>(
            () => Grain(agent).Start(New("x.pdf", ImportFormat.Pdf, "hello"u8.ToArray()), "operator"));
    }

    [Fact]
    public async Task Cancelled_import_stops_and_those_behind_it_are_bounded()
    {
        var agent = NewAgent();
        var long1 = New("long.jsonl", ImportFormat.Jsonl, Encoding.UTF8.GetBytes(
            string.Join('\n', Enumerable.Range(0, ManyLines).Select(i => $$"""{"text":"Line {{i}}"}"""))));
        await Grain(agent).Start(long1, "operator");
        for (var i = 1; i < 10; i++)
            await Grain(agent).Start(New($"{i}.txt", ImportFormat.Text, "Short."u8.ToArray()), "operator");

        var refused = await Assert.ThrowsAsync<Errors.LimitExceededException>(
            () => Grain(agent).Start(New("more.txt", ImportFormat.Text, "Short."u8.ToArray()), "operator"));
        var cancelled = await Grain(agent).Cancel(long1.Id);

        Assert.Contains("10", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ImportState.Cancelled, cancelled.State);
        Assert.Equal(ImportState.Cancelled, (await Grain(agent).Cancel(long1.Id)).State);
        await Eventually.True(async () => (await Grain(agent).List()).All(import => import.EndedAt is not null));
        Assert.InRange((await Grain(agent).Find(long1.Id))!.Read, 0, ManyLines - 1);
        Assert.Equal(0, await Files(agent));
    }

    [Fact]
    public async Task Same_key_is_the_same_import_and_another_file_is_refused()
    {
        var agent = NewAgent();
        var import = New("a.txt", ImportFormat.Text, "Once."u8.ToArray());
        await Grain(agent).Start(import, "operator");

        Assert.Equal(import.Id, (await Grain(agent).Start(import, "operator")).Id);
        await Assert.ThrowsAsync<ConflictException>(
            () => Grain(agent).Start(import with { Content = [.. "Twice."u8] }, "operator"));
        Assert.Single(await Grain(agent).List());
        await Ended(agent, import.Id);
        Assert.Single(await Passages(agent));
    }

    [Theory]
    [InlineData("", "text", "file")]
    [InlineData("a\nb", "text", "file")]
    [InlineData("a.txt", "", "body")]
    public async Task File_that_breaks_a_limit_is_refused_with_the_field(string file, string content, string field)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Grain(NewAgent()).Start(New(file, ImportFormat.Text, Encoding.UTF8.GetBytes(content)), "operator"));

        Assert.Equal([field], refused.Errors.Select(error => error.Field));
    }

    internal static byte[] Pdf(params string[] pages)
    {
        var document = new PdfDocumentBuilder();
        var font = document.AddStandard14Font(Standard14Font.Helvetica);
        foreach (var text in pages)
        {
            var page = document.AddPage(PageSize.A4);
            foreach (var (line, i) in text.Split('\n').Select((line, i) => (line, i)))
            {
                if (line.Length > 0)
                    page.AddText(line, 10, new PdfPoint(30, 800 - (i * 15)), font);
            }
        }
        return document.Build();
    }

    private async Task<PassageImport> Import(
        string agent, string file, ImportFormat format, string content, params string[] tags) =>
        await Import(agent, file, format, Encoding.UTF8.GetBytes(content), tags);

    private async Task<PassageImport> Import(
        string agent, string file, ImportFormat format, byte[] content, params string[] tags)
    {
        var import = New(file, format, content) with { Tags = [.. tags] };
        await Grain(agent).Start(import, "operator");
        return await Ended(agent, import.Id);
    }

    private Task<PassageImport> Ended(string agent, Guid id) => Eventually.Get(
        async () => (await Grain(agent).Find(id))!, import => import.EndedAt is not null, TimeSpan.FromMinutes(1));

    private async Task<ImmutableArray<Passage>> Passages(string agent)
    {
        var page = await host.Grains.GetGrain<IPassagesGrain>($"default/{agent}").List(null, 200);
        Assert.Null(page.Next);
        return page.Items;
    }

    private Task<long> Files(string agent) =>
        host.Count($"select count(*) from memory_import_content where agent = '{agent}'");

    private IPassageImportsGrain Grain(string agent) => host.Grains.GetGrain<IPassageImportsGrain>($"default/{agent}");

    private static string NewAgent() => $"a-{Guid.NewGuid():N}"[..20];

    private static NewImport New(string file, ImportFormat format, byte[] content) =>
        new(Guid.CreateVersion7(), file, format, [], [.. content]);
}
