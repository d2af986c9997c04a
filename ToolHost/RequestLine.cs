namespace Sanctum.ToolHost;

/// <summary>The first line of standard input, and not a byte of what is behind it.</summary>
internal static class RequestLine
{
    /// <returns>Null if there is nothing to be done.</returns>
    public static byte[]? Read(Stream input)
    {
        using var line = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            // The host writes one line and then nothing, so what ends a read ends the line.
            var count = input.Read(buffer);
            if (count == 0 && line.Length == 0)
                return null;
            if (count == 0)
                throw new EndOfStreamException("The request was cut off.");
            line.Write(buffer, 0, count);
            if (buffer[count - 1] == '\n')
                return line.ToArray();
        }
    }
}
