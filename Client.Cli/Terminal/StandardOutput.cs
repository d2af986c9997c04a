using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sanctum.Terminal;

/// <summary>
/// Standard output that notices when nobody reads it any more. The framework's own goes on in silence, so that a command that
/// follows something would outlive the <c>head -1</c> behind it for ever.
/// </summary>
internal static class StandardOutput
{
    private const int Descriptor = 1;
    private const int BrokenPipe = 32;

    public static void NoticeItsEnd()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows())
            return;
        var pipe = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A file never stops reading, and its position is shared with other programs, which a stream of ours would not move.
        if (!pipe.CanSeek)
            Console.SetOut(new StreamWriter(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true });
    }

    /// <summary>Whether the reader's end is what went wrong.</summary>
    public static bool HasEnded(IOException failure) => failure.HResult == BrokenPipe;
}
