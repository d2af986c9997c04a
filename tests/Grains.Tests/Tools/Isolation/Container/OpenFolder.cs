using System.Runtime.InteropServices;
using System.Text;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>
/// A folder that is open for every program that this process starts, as one is that was open when it was started itself.
/// </summary>
internal sealed class OpenFolder(string path) : IDisposable
{
    public int Number { get; } = Open(Encoding.UTF8.GetBytes(path + '\0'), 0);

    public void Dispose() => _ = Close(Number);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
}
