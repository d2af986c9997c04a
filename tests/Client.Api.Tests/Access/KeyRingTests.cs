using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Testing;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>What one gateway protects, another reads.</summary>
public sealed class KeyRingTests(RunningGateway first) : IClassFixture<RunningGateway>
{
    private const string Text = "what a browser keeps";

    [Fact]
    public async Task What_one_gateway_protects_another_reads_also_after_both_have_started_anew()
    {
        await Ring(first).Prepare();
        var kept = Protector(first).Protect(Text);
        await using (var second = new RunningGateway())
        {
            await second.Join(first);
            await Ring(second).Prepare();

            Assert.Equal(Text, Protector(second).Unprotect(kept));
            Assert.Equal(Text, Protector(first).Unprotect(Protector(second).Protect(Text)));
            Assert.Single(Ring(second).GetAllElements());
        }

        await using var third = new RunningGateway();
        await third.Join(first);
        await Ring(third).Prepare();
        Assert.Equal(Text, Protector(third).Unprotect(kept));
    }

    [Fact]
    public async Task Next_key_is_added_before_the_last_one_ends_and_gateways_that_run_learn_of_it()
    {
        await using var old = new RunningGateway();
        await old.Start();
        await Ring(old).Prepare();
        var kept = Protector(old).Protect(Text);
        var grain = old.Services.GetRequiredService<IGrainFactory>().GetGrain<IKeyRingGrain>("default/key-ring");
        var next = old.Services.GetRequiredService<NewRingKeys>().Make(
            DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90));

        var ring = await grain.Add(1, next);

        Assert.Equal(2, ring.Version);
        await Eventually.True(() => Task.FromResult(Ring(old).GetAllElements().Count == 2));
        var id = (string)XElement.Parse(next.Document).Attribute("id")!;
        await Eventually.True(() => Task.FromResult(KeyIdOf(Protector(old).Protect(Text)) == new Guid(id)));
        Assert.Equal(Text, Protector(old).Unprotect(kept));
        await using (var command = old.Rows.CreateCommand("update key_ring set expires_at = now() + interval '5 days'"))
            await command.ExecuteNonQueryAsync();
        await old.Stop();
        await using var renewed = new RunningGateway();
        await renewed.StartUnready(old.Database);
        await renewed.BecomesReady();

        await Eventually.True(() => Task.FromResult(Ring(renewed).GetAllElements().Count == 3));
        var begins = (DateTimeOffset)Ring(renewed).GetAllElements().Last().Element("activationDate")!;
        Assert.InRange(begins, DateTimeOffset.UtcNow.AddDays(4), DateTimeOffset.UtcNow.AddDays(6));
        Assert.Equal(new Guid(id), KeyIdOf(Protector(renewed).Protect(Text)));
        Assert.Equal(Text, Protector(renewed).Unprotect(kept));
    }

    [Fact]
    public async Task Of_gateways_that_add_the_next_key_at_once_one_does()
    {
        await using var gateway = new RunningGateway();
        await gateway.Start();
        await Ring(gateway).Prepare();
        var grain = gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IKeyRingGrain>("default/key-ring");
        var keys = Enumerable.Range(0, 8).Select(_ => gateway.Services.GetRequiredService<NewRingKeys>().Make(
            DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(90))).ToArray();

        var rings = await Task.WhenAll(keys.Select(key => grain.Add(1, key)));

        Assert.All(rings, ring => Assert.Equal((2L, 2), (ring.Version, ring.Keys.Length)));
        Assert.Single(rings.Select(ring => ring.Keys[1].Name).Distinct());
    }

    [Fact]
    public async Task Keys_are_encrypted_in_their_rows_and_what_was_changed_is_not_read()
    {
        await Ring(first).Prepare();
        var document = Ring(first).GetAllElements().First().ToString(SaveOptions.DisableFormatting);
        var secret = XElement.Parse(document).Descendants("value").Single().Value;

        await using var command = first.Rows.CreateCommand(
            "select string_agg(t::text || encode(convert_to(t::text, 'UTF8'), 'base64'), ' ') from key_ring t");
        var rows = (string)(await command.ExecuteScalarAsync())!;

        Assert.DoesNotContain(secret, rows, StringComparison.Ordinal);
        Assert.DoesNotContain("masterKey", rows, StringComparison.Ordinal);
        var kept = Protector(first).Protect(Text);
        Assert.ThrowsAny<CryptographicException>(() => Protector(first).Unprotect($"{kept[..^4]}AAAA"));
        Assert.ThrowsAny<CryptographicException>(
            () => first.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("other").Unprotect(kept));
    }

    [Fact]
    public async Task Key_beyond_a_limit_is_refused_by_its_field()
    {
        var grain = first.Services.GetRequiredService<IGrainFactory>().GetGrain<IKeyRingGrain>("default/key-ring");
        var end = DateTimeOffset.UtcNow.AddDays(1);
        foreach (var (field, key) in new[]
        {
            ("name", new RingKey("", "<key />", end)), ("document", new RingKey("a", "no xml", end)),
            ("document", new RingKey("a", $"<key>{new string('a', 8_000)}</key>", end)),
            ("expiresAt", new RingKey("a", "<key />", end.AddDays(500))),
            ("expiresAt", new RingKey("a", "<key />", end.AddDays(-2))),
        })
        {
            var refusal = await Assert.ThrowsAsync<Errors.InvalidRequestException>(() => grain.Add(0, key));
            Assert.Equal(field, Assert.Single(refusal.Errors).Field);
        }
    }

    private static SharedKeyRing Ring(RunningGateway gateway) => gateway.Services.GetRequiredService<SharedKeyRing>();

    private static IDataProtector Protector(RunningGateway gateway) =>
        gateway.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    // What is protected begins with four bytes of magic and the id of its key.
    private static Guid KeyIdOf(string kept) =>
        new(System.Buffers.Text.Base64Url.DecodeFromChars(kept).AsSpan(4, 16));
}
