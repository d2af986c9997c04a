using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using Sanctum.Models.Local;

namespace Sanctum.Models;

public sealed class LocalModelTests
{
    [Fact]
    public void Answers_any_text_and_always_the_same() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll<string?, string?>((system, user) => Say(system, user) == Say(system, user)));

    private static string Say(string? system, string? user) => new LocalChatClient()
        .GetResponseAsync([new(ChatRole.System, system ?? ""), new(ChatRole.User, user ?? "")]).GetAwaiter().GetResult().Text;
}
