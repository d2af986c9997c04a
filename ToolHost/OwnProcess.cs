using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sanctum.ToolHost;

/// <summary>
/// The limits that this process sets to itself before any code runs that is not ours; none of them can be raised again.
/// </summary>
internal static class OwnProcess
{
    private const int LimitOfProcessorTime = 0;
    private const int LimitOfCoreFile = 4;
    private const int LimitOfTasks = 6;
    private const int GetFlags = 1;
    private const int CloseAtStart = 1;
    private const int FirstOfOthers = 3;
    private const int Kill = 9;
    private const int OwnGroup = 0;

    /// <summary>
    /// Becomes the leader of a group, so that what a tool starts is killed with it; a Ctrl-C for the host is not for it.
    /// </summary>
    public static void LeadGroup()
    {
        if (NewSession() == -1)
            throw new Win32Exception();
    }

    /// <summary>
    /// Closes the files that whoever started the host left open for all: they lead out of a container. The runtime's own close by
    /// themselves where another program starts, and so are told from those.
    /// </summary>
    public static void CloseInherited()
    {
        foreach (var name in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            var file = int.Parse(Path.GetFileName(name), CultureInfo.InvariantCulture);
            if (file >= FirstOfOthers && Control(file, GetFlags) is var flags && flags >= 0 && (flags & CloseAtStart) == 0)
                _ = Close(file);
        }
    }

    /// <summary>
    /// Ends the group as soon as nothing can be read any more: the reader of the result is gone, however that came.
    /// </summary>
    public static void EndWith(Stream input) => new Thread(() =>
    {
        var nothing = new byte[1];
        while (input.Read(nothing) > 0)
        {
            // Nobody writes; the end is what is waited for.
        }
        End();
    })
    { IsBackground = true, Name = "end of the host" }.Start();

    /// <summary>
    /// Has the kernel end the process once it took so much: with a signal that says so, a second later with one that cannot be
    /// caught.
    /// </summary>
    public static void LimitProcessorTime(int seconds)
    {
        Limit(LimitOfProcessorTime, (ulong)seconds, (ulong)seconds + 1);
        Limit(LimitOfCoreFile, 0, 0);
    }

    /// <summary>
    /// Has the kernel refuse further processes and threads. It counts those of a user, so it is right where the user is the
    /// process's alone.
    /// </summary>
    public static void LimitTasks(int most) => Limit(LimitOfTasks, (ulong)most, (ulong)most);

    /// <summary>Ends this process and all that it started.</summary>
    public static void End() => _ = Send(OwnGroup, Kill);

    private static void Limit(int resource, ulong soft, ulong hard)
    {
        if (SetLimit(resource, new ResourceLimit(soft, hard)) == -1)
            throw new Win32Exception();
    }

    [DllImport("libc", EntryPoint = "setsid", SetLastError = true)]
    private static extern int NewSession();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);

    // The third argument is read by other commands than ours alone.
    [DllImport("libc", EntryPoint = "fcntl")]
    private static extern int Control(int file, int command);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);

    [DllImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static extern int SetLimit(int resource, in ResourceLimit limit);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
