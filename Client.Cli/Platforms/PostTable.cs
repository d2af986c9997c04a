using System.CommandLine;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Posts of a platform, as arguments name them and as people read them.</summary>
internal static class PostTable
{
    private const int MaxOfText = 80;

    public static Argument<string> PostArgument() => new("post") { Description = "The platform's id of the post" };

    public static Table Of(FoundPostsShape found)
    {
        var table = Listing.Of("POST", "AUTHOR", "WRITTEN", "TEXT");
        foreach (var post in found.Items)
            table.Row(post.Id, post.Author.Handle, Age.Of(post.CreatedAt), Printable.Line(post.Text, MaxOfText));
        return table;
    }
}
