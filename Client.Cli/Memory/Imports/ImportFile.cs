using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>A file as it is sent: whole, but for JSON Lines, which go in parts that the gateway takes.</summary>
internal static class ImportFile
{
    public const string Jsonl = "application/x-ndjson";
    private const int MaxFileBytes = 10 * 1024 * 1024;
    private const int MaxPartBytes = 8 * 1024 * 1024;
    private const int MaxPartLines = 50_000;

    public static async Task Send(ImportUpload upload, string path, string name, string type)
    {
        using var stream = Open(path);
        if (type == Jsonl)
            await SendLines(upload, stream, name);
        else
            await upload.Send(name, type, Read(stream, name));
    }

    private static async Task SendLines(ImportUpload upload, Stream stream, string name)
    {
        using var input = new BufferedStream(stream);
        using var part = new MemoryStream();
        var (lines, before) = (0, 0);
        for (var isMore = true; isMore;)
        {
            isMore = ReadLine(input, part);
            lines++;
            if (isMore && part.Length < MaxPartBytes && lines < MaxPartLines)
                continue;
            if (part.Length > 0)
                await upload.Send(name, Jsonl, part.ToArray(), before);
            part.SetLength(0);
            (lines, before) = (0, before + lines);
        }
    }

    // A line that never ends would be refused anyway: what is beyond the part goes with the next one.
    private static bool ReadLine(BufferedStream input, MemoryStream part)
    {
        for (var next = input.ReadByte(); next >= 0; next = input.ReadByte())
        {
            part.WriteByte((byte)next);
            if (next == '\n' || part.Length > MaxPartBytes)
                return true;
        }
        return false;
    }

    private static byte[] Read(Stream stream, string name)
    {
        if (stream.Length > MaxFileBytes)
            throw ProblemException.Usage($"{name} has {stream.Length} bytes; the limit is {MaxFileBytes}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static Stream Open(string path)
    {
        if (path == "-")
            return Console.OpenStandardInput();
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ProblemException.Usage($"{path} cannot be read: {e.Message}");
        }
    }
}
