using System.CommandLine;

namespace Sanctum.Queues;

/// <summary>Items of one author.</summary>
internal static class AuthorOption
{
    public static Option<string?> Create() => new("--from", "--handle")
    {
        Description = "Only items of this author, with or without @, in any case",
        HelpName = "handle",
    };
}
