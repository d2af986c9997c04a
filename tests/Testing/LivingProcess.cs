namespace Sanctum.Testing;

/// <summary>Tells of processes that are not ours whether they live.</summary>
public static class LivingProcess
{
    /// <summary>Whether a process runs; one that has ended and whose parent has not asked for it yet does not.</summary>
    public static bool Is(int id)
    {
        try
        {
            // The state follows the name, which is in parentheses and may hold anything.
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
