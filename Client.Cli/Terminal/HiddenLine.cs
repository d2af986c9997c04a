using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Sanctum.Terminal;

/// <summary>A line that is typed on a terminal and not shown, as a password is.</summary>
internal static class HiddenLine
{
    /// <summary>Reads it; null where it is ended by Ctrl-D.</summary>
    [SuppressMessage(
        "ApiDesign", "RS0030",
        Justification = "A read from a terminal blocks and cannot be cancelled, so it is abandoned.")]
    public static Task<string?> Read(CancellationToken cancellationToken) =>
        Task.Run(Read, cancellationToken).WaitAsync(cancellationToken);

    private static string? Read()
    {
        var line = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
                return line.ToString();
            if (key is { Key: ConsoleKey.D, Modifiers: ConsoleModifiers.Control } && line.Length == 0)
                return null;
            if (key.Key == ConsoleKey.Backspace)
                line.Length = Math.Max(0, line.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                line.Append(key.KeyChar);
        }
    }
}
