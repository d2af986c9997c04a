using System.Diagnostics;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>A fact about containers, which needs a kernel that lets this user make namespaces.</summary>
public sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = ContainerSupport.Reason;
}

/// <summary>The same, for several rows.</summary>
public sealed class ContainerTheoryAttribute : TheoryAttribute
{
    public ContainerTheoryAttribute() => Skip = ContainerSupport.Reason;
}

internal static class ContainerSupport
{
    private static readonly Lazy<string?> Found = new(Try);

    /// <summary>Why no container can be made here; null if one can.</summary>
    public static string? Reason => Found.Value;

    // Not by what is tested: only where the kernel refuses are these tests skipped.
    private static string? Try()
    {
        string[] user = Environment.IsPrivilegedProcess ? [] : ["--user", "--map-root-user"];
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                "unshare", [.. user, "--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--mount-proc", "true"])
            {
                RedirectStandardError = true,
            })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"The kernel lets this user make no namespaces: {error.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"There is no unshare: {exception.Message}";
        }
    }
}
