using System.Text;
using System.Text.RegularExpressions;
using Sanctum.Errors;
using Sanctum.Testing.Models;

namespace Sanctum.Models.Streams;

/// <summary>
/// Every answer of the field, cut at every byte and with keys and values changed at random: no exception but ours, no call twice.
/// </summary>
public sealed partial class StreamFuzzTests
{
    private const int Mutants = 400;
    private const int MaxChanges = 4;

    // Text in which every byte stands for itself.
    private static readonly Encoding Bytes = Encoding.Latin1;

    private static readonly string[] OddTokens =
    [
        "null", "0", "-1", "1e999", "99999999999999999999", "\"\"", "\"0\"", "\"\\ud83d\"", "\"\\ude00\"", "\"\\u0000\"", "true",
        "[]", "{}", "[null]",
        "{\"a\":{\"b\":[1]}}", "\"choices\"", "\"delta\"", "\"content\"", "\"tool_calls\"", "\"function\"", "\"arguments\"",
        "\"error\"", "\"id\"", "\"index\"",
        "\"finish_reason\"", "\"reasoning_content\"", "\"\\ud83d\":1,\"x\"", "{", "}", "[", "]", ",", ":", "\n", "\n\ndata: ",
        "\u0000", "\u00ff", "[DONE]",
    ];

    public static TheoryData<string> Names => [.. ModelScenarios.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cut_at_every_byte(string scenario)
    {
        var played = ModelScenarios.Find(scenario);
        var expected = await Read(played.Body.ToArray(), scenario) ?? [];

        for (var length = 0; length < played.Body.Length; length++)
        {
            var calls = await Read(played.Body[..length].ToArray(), $"{scenario} cut at {length}") ?? [];
            Assert.Equal(expected.Take(calls.Count), calls);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Changed_at_random(string scenario)
    {
        var original = Bytes.GetString(ModelScenarios.Find(scenario).Body.Span);
        var allowed = (await Read(Bytes.GetBytes(original), scenario) ?? []).CountBy(call => call).ToDictionary();

        for (var seed = 0; seed < Mutants; seed++)
        {
            var calls = await Read(Bytes.GetBytes(Mutate(original, new Random(seed))), $"{scenario} with seed {seed}") ?? [];
            Assert.All(calls.CountBy(call => call).Where(call => allowed.ContainsKey(call.Key)), call => Assert.True(
                call.Value <= allowed[call.Key], $"{scenario} with seed {seed} runs {call.Key} {call.Value} times."));
        }
    }

    [Fact]
    public async Task Nothing_is_kept_of_what_was_read()
    {
        async Task ReadAll(int seeds)
        {
            for (var seed = 0; seed < seeds; seed++)
            {
                foreach (var name in ModelScenarios.Names)
                    await Read(
                        Bytes.GetBytes(Mutate(Bytes.GetString(ModelScenarios.Find(name).Body.Span), new Random(seed))), name);
            }
        }

        await ReadAll(seeds: 20);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await ReadAll(seeds: 100);

        // Other tests run beside this one; what grew with the answers would be many times as much.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64L * 1_024 * 1_024);
    }

    // The calls, or null where the answer is refused.
    private static async Task<List<string>?> Read(byte[] body, string what)
    {
        try
        {
            var answer = await Answered.Of(body).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(answer.Calls.Count, answer.Calls.Select(call => call.CallId).Distinct().Count());
            Assert.Equal(Storage.StorableText.Of(answer.Text), answer.Text);
            return [.. answer.CallTexts];
        }
        catch (DependencyException failure)
        {
            Assert.Equal("test", failure.Dependency);
            return null;
        }
        catch (Exception other) when (other is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException($"{what}: {Bytes.GetString(body)}", other);
        }
    }

    private static string Mutate(string body, Random random)
    {
        for (var changes = random.Next(1, MaxChanges + 1); changes > 0; changes--)
        {
            var tokens = Token().Matches(body);
            if (tokens.Count == 0)
                return body;
            var token = tokens[random.Next(tokens.Count)];
            var odd = OddTokens[random.Next(OddTokens.Length)];
            body = string.Concat(
                body.AsSpan(0, token.Index), odd, body.AsSpan(token.Index + (random.Next(8) == 0 ? 0 : token.Length)));
        }
        return body;
    }

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"|-?\d+|true|false|null|[\[\]{},:]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
