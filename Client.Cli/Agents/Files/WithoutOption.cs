using System.CommandLine;

namespace Sanctum.Agents;

/// <summary>The part of an agent that a file leaves out.</summary>
internal static class WithoutOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--without") { Description = "Leave this part out: transcripts", HelpName = "part" };
        option.AcceptOnlyFromAmong("transcripts");
        return option;
    }
}
