using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Trust;

public sealed class SenderTrustTests
{
    private static readonly SenderTrust Senders = new(
        Options.Create(new TrustOptions { Known = ["bluesky/ann.example", "webchat/Bob B."] }));

    [Theory]
    [InlineData("api", "anybody", TrustLevel.Owner)]
    [InlineData("bluesky", "ann.example", TrustLevel.Known)]
    [InlineData("webchat", "Bob B.", TrustLevel.Known)]
    [InlineData("bluesky", "Bob B.", TrustLevel.Stranger)]
    [InlineData("bluesky", "ann.example\nwebchat/Bob B.", TrustLevel.Stranger)]
    [InlineData("bluesky", "", TrustLevel.Stranger)]
    public async Task Author_is_trusted_alike_by_the_program_and_by_the_statement(
        string platform, string author, TrustLevel expected)
    {
        await using var rows = NpgsqlDataSource.Create(await (await PostgresServer.Shared).CreateDatabase());
        await using var read = rows.CreateCommand(
            $"select {SenderTrust.Sql("platform", "author", "known")} " +
            "from (values ($1, $2, $3)) as given (platform, author, known)");
        read.Parameters.AddWithValue(platform);
        read.Parameters.AddWithValue(author);
        read.Parameters.AddWithValue(Senders.Known!);

        Assert.Equal(expected, Senders.Of(platform, author));
        Assert.Equal((int)expected, await read.ExecuteScalarAsync());
    }

    [Fact]
    public void Known_person_without_a_platform_and_a_list_that_is_too_long_are_refused()
    {
        Refuses(["ann.example"], "'ann.example' is not platform/name");
        Refuses(["bluesky/"], "'bluesky/' is not platform/name");
        Refuses([.. Enumerable.Range(0, 101).Select(n => $"bluesky/n{n}")], "has 101 people; the limit is 100.");
    }

    private static void Refuses(string[] known, string reason)
    {
        var options = new TrustOptions { Known = known };
        var results = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true));
        Assert.Contains(reason, Assert.Single(results).ErrorMessage, StringComparison.Ordinal);
    }
}
