using System.Diagnostics.CodeAnalysis;
using Sanctum.Connection;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Terminal;

/// <summary>
/// What a command says: its result on standard output, everything else on standard error. As JSON the result is the gateway's
/// own words; for people it is text, with colours only on a terminal that wants them.
/// </summary>
internal sealed class Output(bool isJson)
{
    // Nobody looks at what goes into a file or a pipe, and a line that was broken there cannot be put together again.
    private const int UnboundedWidth = 1_000_000;

    private readonly Func<string?> _readLine =
        Console.IsInputRedirected ? new PipedInput(Console.OpenStandardInput()).ReadLine : Console.In.ReadLine;
    private readonly TextWriter _out = Console.Out;
    private readonly Lazy<IAnsiConsole> _screen = new(() => Open(Console.Out, Console.IsOutputRedirected));
    private readonly Lazy<IAnsiConsole> _notes = new(() => Open(Console.Error, Console.IsErrorRedirected));

    public bool IsJson => isJson;

    /// <summary>Whether a person sits there who can be asked.</summary>
    public bool IsInteractive => !isJson && !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Shows an answer: as it was received, or as <paramref name="render"/> puts it.</summary>
    public void Show<T>(Answer<T> answer, Func<T, IRenderable> render)
    {
        if (isJson)
            Json(answer.Json);
        else
            Write(render(answer.Value));
    }

    /// <summary>Shows a page of a list, and tells a person how to see more, if there is more.</summary>
    public void ShowPage<T>(Answer<Page<T>> page, Func<IEnumerable<T>, IRenderable> render)
    {
        Show(page, list => render(list.Items));
        if (page.Value.Next is { } next)
            Note($"There is more: add --after {next}");
    }

    /// <summary>
    /// Shows several answers as one: a document with <c>items</c>, or what <paramref name="render"/> makes of them.
    /// </summary>
    public void ShowAll<T>(IReadOnlyCollection<Answer<T>> answers, Func<IEnumerable<T>, IRenderable> render)
    {
        if (isJson)
            Json($$"""{"items":[{{string.Join(',', answers.Select(answer => answer.Json))}}]}""");
        else if (answers.Count > 0)
            Write(render(answers.Select(answer => answer.Value)));
    }

    /// <summary>One document, or one line of a stream.</summary>
    public void Json(string json) => _out.WriteLine(json);

    public void Write(IRenderable content) => _screen.Value.Write(new Trimmed(content));

    /// <summary>Text that is not wrapped, and that is seen at once.</summary>
    public void Text(string text) => _out.Write(Printable.Text(text));

    /// <summary>Ends a line that was left open, so that what follows on a terminal has its own.</summary>
    public void EndLine()
    {
        if (IsInteractive)
            _out.WriteLine();
    }

    /// <summary>Something beside the result, for people only.</summary>
    public void Note(string text)
    {
        if (!isJson)
            _notes.Value.Write(new Text(Printable.Text(text) + Environment.NewLine, new Style(decoration: Decoration.Dim)));
    }

    /// <summary>What is written before somebody answers.</summary>
    public void Prompt(string text, Color color) =>
        _screen.Value.Write(new Text(text, new Style(color, decoration: Decoration.Bold)));

    /// <summary>The next line that is typed or piped in; null at the end.</summary>
    /// <exception cref="ProblemException">What is piped in is not UTF-8.</exception>
    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "A read from a terminal blocks and cannot be cancelled, so it is abandoned.")]
    public Task<string?> ReadLine(CancellationToken cancellationToken) =>
        Task.Run(_readLine, cancellationToken).WaitAsync(cancellationToken);

    /// <summary>The next line, which is not shown where a person types it; null at the end.</summary>
    /// <exception cref="ProblemException">What is piped in is not UTF-8.</exception>
    public async Task<string?> ReadSecret(string prompt, CancellationToken cancellationToken)
    {
        if (Console.IsInputRedirected)
            return await ReadLine(cancellationToken);
        _notes.Value.Write(new Text(prompt, new Style(decoration: Decoration.Bold)));
        var secret = await HiddenLine.Read(cancellationToken);
        _notes.Value.WriteLine();
        return secret;
    }

    /// <summary>Says what went wrong.</summary>
    public void Fail(ProblemException failure)
    {
        if (isJson)
            Console.Error.WriteLine(failure.JsonForScripts);
        else
            _notes.Value.Write(ProblemText.Of(failure.Problem));
    }

    private static IAnsiConsole Open(TextWriter writer, bool isRedirected)
    {
        var isPlain = isRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });
        if (isRedirected)
            console.Profile.Width = UnboundedWidth;
        return console;
    }
}
