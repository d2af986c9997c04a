using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Publishing;

/// <summary>Posts, a row each.</summary>
internal static class PostTable
{
    private const int MaxOfText = 48;

    public static Table Of(IEnumerable<PostShape> posts)
    {
        var table = Listing.Of("POST", "STATUS", "FAILED", "WRITTEN", "ACCOUNT", "TEXT", "LAST ERROR");
        foreach (var post in posts)
        {
            table.Row(
                post.Id, Listing.State(post.Status), post.Attempts, Age.Of(post.CreatedAt), $"{post.Platform}/{post.Account}",
                Printable.Line(post.Text, MaxOfText), post.LastError);
        }
        return table;
    }
}
