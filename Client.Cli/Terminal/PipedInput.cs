using Sanctum.Connection;

namespace Sanctum.Terminal;

/// <summary>Standard input that nobody types: lines and texts of UTF-8.</summary>
internal sealed class PipedInput(Stream input)
{
    private const string Name = "Standard input";
    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    private readonly BufferedStream _input = new(input);
    private long _offset;

    /// <summary>Everything that comes.</summary>
    /// <exception cref="ProblemException">It is not UTF-8.</exception>
    public static string ReadAll()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return StrictText.Decode(Name, bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The next line without its end; null where there is none.</summary>
    /// <exception cref="ProblemException">It is not UTF-8.</exception>
    public string? ReadLine()
    {
        var line = new List<byte>();
        var next = _input.ReadByte();
        if (next < 0)
            return null;
        for (; next >= 0 && next != LineFeed; next = _input.ReadByte())
            line.Add((byte)next);
        var start = _offset;
        _offset += line.Count + 1;
        if (line is [.., CarriageReturn])
            line.RemoveAt(line.Count - 1);
        return StrictText.Decode(Name, line.ToArray(), start);
    }
}
