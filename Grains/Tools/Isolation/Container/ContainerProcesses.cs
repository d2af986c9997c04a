using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>The processes of a container, as the host sees them.</summary>
internal sealed class ContainerProcesses : IDisposable
{
    private const int MaxLineBytes = 64;

    private readonly Process _first;

    private ContainerProcesses(Process first, Process tool) => (_first, Tool) = (first, tool);

    /// <summary>That of the tool.</summary>
    public Process Tool { get; }

    /// <summary>Waits until a container is made and its program runs; null if it ended before that.</summary>
    /// <param name="output">What it writes. What it writes later is left there.</param>
    public static async Task<ContainerProcesses?> Started(Stream output)
    {
        // The processes by the script that makes the container, then an empty line by the program that runs in it.
        if (await ReadLine(output) is not { } ids || await ReadLine(output) is null)
            return null;
        var numbers = ids.Split(' ').Select(id => int.Parse(id, CultureInfo.InvariantCulture)).ToArray();
        try
        {
            return new ContainerProcesses(Process.GetProcessById(numbers[0]), Process.GetProcessById(numbers[1]));
        }
        catch (ArgumentException)
        {
            // Killed since.
            return null;
        }
    }

    /// <summary>Kills the first process, and the kernel all others with it.</summary>
    public void Kill() => _first.Kill();

    public void Dispose()
    {
        _first.Dispose();
        Tool.Dispose();
    }

    private static async Task<string?> ReadLine(Stream output)
    {
        var line = new byte[MaxLineBytes];
        for (var length = 0; length < line.Length && await output.ReadAsync(line.AsMemory(length, 1)) > 0; length++)
        {
            if (line[length] == '\n')
                return Encoding.ASCII.GetString(line, 0, length);
        }
        return null;
    }
}
