using Sanctum.Errors;
using Sanctum.Testing;

namespace Sanctum.Platforms;

[Collection(HostSuite.Name)]
public sealed class SandboxTests(SanctumHost host)
{
    [Fact]
    public async Task What_was_posted_is_found_by_its_words_and_can_be_taken_back()
    {
        var agent = await host.NewAgent();
        var word = $"w{Guid.NewGuid():N}";
        var account = host.Grains.GetGrain<IAccountRequestWorker>("default/sandbox/test");
        await host.Ended(agent, await host.Send(agent, SanctumHost.NewSession(), word));

        var found = await Eventually.Get(
            () => account.Search(new PostQuery(word.ToUpperInvariant()), CancellationToken.None), posts => !posts.IsEmpty);

        var post = Assert.Single(found);
        Assert.Equal(($"You said: {word}", "test"), (post.Text, post.Author.Handle));
        Assert.Empty(await account.Search(new PostQuery(word, Author: "somebody-else"), CancellationToken.None));
        await Assert.ThrowsAsync<InvalidRequestException>(() => account.Delete("no id", CancellationToken.None));
        await account.Delete(post.Id, CancellationToken.None);
        Assert.Empty(await account.Search(new PostQuery(word), CancellationToken.None));
    }

    [Fact]
    public async Task What_the_platform_cannot_do_is_refused_with_what_it_can()
    {
        var account = host.Grains.GetGrain<IAccountRequestWorker>("default/sandbox/test");

        var unable = await Assert.ThrowsAsync<UnsupportedOperationException>(
            () => account.ReadProfile("bo", CancellationToken.None));

        Assert.Contains("'sandbox' has no profile; there are: post, search, delete.", unable.Message, StringComparison.Ordinal);
    }
}
